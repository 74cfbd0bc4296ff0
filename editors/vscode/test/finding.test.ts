import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { find, type Surroundings } from '../src/finding';

const nothing: Surroundings = {
  set: [],
  python: undefined,
  path: '',
  home: '/home/me',
  windows: false,
  isThere: async () => false,
  hasUs: async () => false,
};

test('what the person set comes first, whether it is there or not', async () => {
  const found = await find({ ...nothing, set: ['/opt/spark-lsp'], python: '/venv/python', hasUs: async () => true });
  assert.deepEqual(found, { command: '/opt/spark-lsp', args: ['serve'], from: 'spark.server.command' });
  assert.deepEqual((await find({ ...nothing, set: ['py', '-m', 'spark_lsp', 'serve'] }))?.args, ['-m', 'spark_lsp', 'serve']);
});

test('then the interpreter of the workspace, if it has us', async () => {
  const around = { ...nothing, python: '/venv/python' };
  assert.equal(await find(around), undefined);
  const found = await find({ ...around, hasUs: async (python) => python === '/venv/python' });
  assert.deepEqual(found?.args, ['-P', '-m', 'spark_lsp', 'serve']);
});

test('a folder of the workspace that is named like our package is not run', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'spark-'));
  await mkdir(join(workspace, 'spark_lsp'));
  await writeFile(join(workspace, 'spark_lsp', '__main__.py'), 'print("the workspace ran")');
  const found = await find({ ...nothing, hasUs: async (python) => python === 'python3' });
  assert.ok(found);
  const { error, stdout, stderr } = spawnSync(found.command, found.args, { cwd: workspace, input: '', encoding: 'utf8', timeout: 20_000 });
  await rm(workspace, { recursive: true });
  assert.equal(error, undefined);
  assert.doesNotMatch(stdout + stderr, /the workspace ran/);
});

test('then the path, then where pipx and uv put programs', async () => {
  const local = join('/home/me', '.local', 'bin', 'spark-lsp');
  const on = join('/usr/bin', 'spark-lsp');
  const around = { ...nothing, path: '/bin:/usr/bin' };
  assert.equal((await find({ ...around, isThere: async (file) => file === on || file === local }))?.command, on);
  assert.equal((await find({ ...around, isThere: async (file) => file === local }))?.from, 'pipx or uv');
});

test('last a Python that has us; and nothing where nothing is', async () => {
  assert.equal((await find({ ...nothing, hasUs: async (python) => python === 'python3' }))?.command, 'python3');
  assert.equal(await find(nothing), undefined);
});
