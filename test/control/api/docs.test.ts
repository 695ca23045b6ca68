import t from 'tap';
import { matchesSection } from '../../support/generated.js';
import { testPlane } from '../../support/plane.js';
import { eachStore } from '../../support/stores.js';

t.setTimeout(120_000);

t.test('docs/rest.md lists all routes', async (t) => {
  await eachStore(t, async (t, open) => {
    const { routes } = testPlane(t, await open());
    const rows = routes.map(
      ({ method, path, need, summary }) => `| \`${method.toUpperCase()} /api${path}\` | ${summary} | \`${need}\` |`,
    );
    const table = ['| route | what it does | needs |', '| --- | --- | --- |', ...rows];
    matchesSection(t, 'docs/rest.md', 'routes', table.join('\n'));
  });
});
