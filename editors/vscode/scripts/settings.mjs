// Writes the settings of package.json and src/userOnly.json from the server's schema. With --check it only looks whether
// they are as they should be.
import { readFileSync, writeFileSync } from 'node:fs';

const here = new URL('..', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('../../schemas/settings.schema.json', here), 'utf8'));
const file = new URL('package.json', here);
const raw = readFileSync(file, 'utf8');
const manifest = JSON.parse(raw);

const properties = {
  'spark.server.command': {
    type: 'array',
    items: { type: 'string' },
    default: [],
    scope: 'machine-overridable',
    markdownDescription:
      'The program and its arguments, e.g. `["/home/me/.local/bin/spark-lsp", "serve"]`. Empty: it is looked for in the selected Python interpreter, on the path, where pipx and uv put it, and where this extension installed it.',
  },
};
const userOnly = [];

function take(group, prefix, inherited) {
  for (const [name, value] of Object.entries(group.properties)) {
    const own = inherited || value['x-userOnly'] === true;
    if (value.type === 'object') {
      take(value, `${prefix}${name}.`, own);
      continue;
    }
    const { description, 'x-userOnly': _, ...rest } = value;
    const scope = own ? 'application' : 'resource';
    properties[`spark.${prefix}${name}`] = { ...rest, scope, markdownDescription: description };
    if (own) userOnly.push(`${prefix}${name}`);
  }
}
take(schema, '', false);

manifest.contributes.configuration.properties = properties;
const wanted = [
  [file, `${JSON.stringify(manifest, null, 2)}\n`],
  [new URL('src/userOnly.json', here), `${JSON.stringify(userOnly, null, 2)}\n`],
];
let stale = false;
for (const [target, text] of wanted) {
  let now = '';
  try {
    now = readFileSync(target, 'utf8');
  } catch {
    // it is made below
  }
  if (now !== text) {
    stale = true;
    if (!process.argv.includes('--check')) writeFileSync(target, text);
  }
}
if (stale && process.argv.includes('--check')) {
  console.error('package.json or src/userOnly.json is not what `npm run settings` writes');
  process.exit(1);
}
