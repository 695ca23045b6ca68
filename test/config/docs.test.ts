import t from 'tap';
import { configTables } from '../../src/config/document.js';
import { jsonSchema } from '../../src/config/leaves.js';
import { matchesFile, matchesSection } from '../support/generated.js';

t.test('the tables of docs/config.md say what the schema says', async (t) => {
  const { settings, desktop } = configTables();
  matchesSection(t, 'docs/config.md', 'settings', settings);
  matchesSection(t, 'docs/config.md', 'desktop', desktop);
});

t.test('editors get the same schema', async (t) => {
  const schema = { title: 'Sluice configuration', ...jsonSchema() };
  matchesFile(t, 'docs/config.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
});

t.test('every setting says what it does', async (t) => {
  const walk = (node: ReturnType<typeof jsonSchema>, path: string): void => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      if (!child.properties) t.ok(child.description, `${path}${key}`);
      walk(child, `${path}${key}.`);
      if (child.items) walk(child.items, `${path}${key}[].`);
    }
  };
  walk(jsonSchema(), '');
});
