/** Longer ones are refused before anything hashes them. */
export const LONGEST_PASSWORD = 256;
export const SHORTEST_PASSWORD = 12;

/**
 * What people choose when a password must be long: words and rows of keys, told by their letters after digits, signs and
 * usual replacements are taken away. A whole list of leaked passwords would be mostly shorter than what is allowed.
 */
const COMMON = new Set(
  `password passwort motdepasse contrasena letmein welcome willkommen administrator admin changeme changeit iloveyou
  ichliebedich qwertyuiop qwertzuiop asdfghjkl zxcvbnm yxcvbnm qwerty qwertz azerty azertyuiop abcdefghijkl
  abcdefghijklmnopqrstuvwxyz superman batman princess sunshine football baseball dragon monkey master shadow michael
  trustnoone secret default guest root user test testing login pass sluice gateway remotedesktop company corporate
  summer winter spring autumn january february march april june july august september october november december`.split(
    /\s+/,
  ),
);

const REPLACED: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** What is wrong with a new password, or undefined. Length counts; rules about kinds of characters only make patterns. */
export function passwordProblem(
  password: string,
  { shortest, names }: { shortest: number /** User name, display name, mail. */; names: readonly string[] },
): string | undefined {
  const characters = [...password];
  if (characters.length < shortest) return `at least ${shortest} characters`;
  if (characters.length > LONGEST_PASSWORD) return `at most ${LONGEST_PASSWORD} characters`;
  const lower = password.toLowerCase();
  const known = names.map((name) => name.toLowerCase()).filter((name) => name.length >= 3);
  if (known.some((name) => lower.replaceAll(name, '').length * 2 < lower.length))
    return 'must not be made of the user name';
  if (new Set(characters).size < 5) return 'too few different characters';
  if (isCommon(lower) || isRun(lower)) return 'too common';
  return undefined;
}

/** Is it common words, once or repeated, with digits and signs around? */
function isCommon(lower: string): boolean {
  // Digits at the ends are mostly a year, those inside stand for letters.
  const core = lower.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const replaced = [...core].map((character) => REPLACED[character] ?? character).join('');
  return [lower, replaced].some((text) => isMadeOfCommon(text.replace(/[^a-z]/g, '')));
}

function isMadeOfCommon(letters: string): boolean {
  const reaches = new Array<boolean>(letters.length + 1).fill(false);
  reaches[0] = true;
  for (let end = 1; end <= letters.length; end++) {
    reaches[end] = [...COMMON].some(
      (word) => word.length <= end && reaches[end - word.length] && letters.startsWith(word, end - word.length),
    );
  }
  return letters !== '' && reaches[letters.length];
}

/** Does each character follow the one before, as in 123456789012 or abcdefghijkl? */
function isRun(lower: string): boolean {
  let steps = 0;
  for (let i = 1; i < lower.length; i++) {
    const step = (lower.charCodeAt(i) - lower.charCodeAt(i - 1) + 10) % 10;
    if (step === 1 || step === 9 || step === 0) steps++;
  }
  return steps >= lower.length - 2;
}
