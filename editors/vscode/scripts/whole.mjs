// Packages the extension with the server in it: a wheel of this checkout, by the Python in PYTHON, else python3. The
// plain .vsix has pip fetch the release of the same number.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const server = fileURLToPath(new URL('../server', import.meta.url));
if (!existsSync(`${root}/pyproject.toml`)) {
  console.error('the server is made from its repository, of which this folder is editors/vscode');
  process.exit(1);
}
const { version } = JSON.parse(readFileSync(`${here}/package.json`, 'utf8'));
const run = (command, args) => execFileSync(command, args, { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' });
rmSync(server, { recursive: true, force: true });
mkdirSync(server);
try {
  run(process.env.PYTHON ?? 'python3', ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', 'server', root]);
  run('npx', ['--no-install', 'vsce', 'package', '--no-dependencies', '--out', `spark-lsp-${version}-whole.vsix`]);
} finally {
  rmSync(server, { recursive: true, force: true });
}
