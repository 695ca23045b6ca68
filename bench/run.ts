/** `npm run bench -- micro|pipeline|load|browser|hosts|control [arguments]`: one bench, its table on the terminal, its JSON where it says. */
const KINDS = ['micro', 'pipeline', 'load', 'browser', 'hosts', 'control'];

const [kind = '', ...rest] = process.argv.slice(2);
if (!KINDS.includes(kind)) {
  console.error(`usage: npm run bench -- ${KINDS.join('|')} [arguments]`);
  process.exitCode = 2;
} else {
  process.argv = [process.argv[0], `bench/${kind}`, ...rest];
  await import(new URL(`./${kind}/run.js`, import.meta.url).href);
}
