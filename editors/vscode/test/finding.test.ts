import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { find, here, isWithin, newEnough, runners, type Surroundings } from '../src/finding';

const nothing: Surroundings = {
  set: [],
  python: undefined,
  own: undefined,
  path: '',
  home: '/home/me',
  windows: false,
  isThere: async () => false,
  hasUs: async () => false,
  isNewEnough: async () => false,
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

test('on Windows programs end in .exe, and the launcher is asked before any python', async () => {
  const windows = { ...nothing, windows: true, path: '/tools' };
  const there = (name: string) => async (file: string) => file === join('/tools', name);
  assert.equal((await find({ ...windows, isThere: there('spark-lsp') }))?.command, undefined);
  assert.equal((await find({ ...windows, isThere: there('spark-lsp.exe') }))?.command, join('/tools', 'spark-lsp.exe'));
  const found = await find({ ...windows, hasUs: async () => true });
  assert.deepEqual(found, { command: 'py', args: ['-P', '-m', 'spark_lsp', 'serve'], from: 'py' });
  const placed = await find({ ...windows, isThere: there('py.exe'), hasUs: async (python) => python.endsWith('py.exe') });
  assert.equal(placed?.command, join('/tools', 'py.exe'));
  assert.equal((await find({ ...windows, hasUs: async (python) => python === 'python' }))?.from, 'python');
});

test('what would fetch it from the net is offered, and not run by itself', async () => {
  const uvx = join('/home/me', '.local', 'bin', 'uvx');
  const pipx = join('/usr/bin', 'pipx');
  const around = { ...nothing, path: '/usr/bin', isThere: async (file: string) => file === uvx || file === pipx };
  assert.equal(await find(around), undefined);
  assert.deepEqual(await runners(around), [
    { command: uvx, args: ['spark-lsp', 'serve'], from: 'Run it by uvx' },
    { command: pipx, args: ['run', 'spark-lsp', 'serve'], from: 'Run it by pipx' },
  ]);
  assert.deepEqual(await runners(nothing), []);
});

test('nothing in a folder that is not trusted is run, by whichever way it is reached', async () => {
  const base = await mkdtemp(join(tmpdir(), 'spark-'));
  const [folder, link] = [join(base, 'shop'), join(base, 'link')];
  await mkdir(join(folder, 'bin'), { recursive: true });
  await symlink(folder, link);
  const [program, python] = [join(folder, 'bin', 'spark-lsp'), join(folder, 'bin', 'python')];
  for (const file of [program, python]) {
    await writeFile(file, '#!/bin/sh\nexit 0\n');
    await chmod(file, 0o755);
  }
  const path = join(link, 'bin');
  const trusting = { ...here([], undefined, []), path, home: base };
  assert.equal((await find(trusting))?.command, join(path, 'spark-lsp'));
  assert.equal((await find({ ...trusting, python }))?.command, python);
  const wary = { ...here([], python, [folder]), path, home: base };
  assert.equal(await find(wary), undefined);
  await rm(base, { recursive: true });
});

test('a folder that is named like the beginning of another is another', async () => {
  assert.equal(await isWithin('/work/shop/bin/python', ['/work/shop']), true);
  assert.equal(await isWithin('/work/shop-tools/bin/python', ['/work/shop']), false);
  assert.equal(await isWithin('/usr/bin/python', ['/work/shop']), false);
});

test('what the extension installed comes before a Python that happens to have us, and after all that is chosen', async () => {
  const around = { ...nothing, own: '/storage/spark-lsp', hasUs: async (python: string) => python === 'python3' };
  assert.equal((await find(around))?.command, '/storage/spark-lsp');
  assert.equal((await find({ ...around, python: '/venv/python', hasUs: async () => true }))?.command, '/venv/python');
  assert.equal((await find({ ...around, set: ['/opt/spark-lsp'] }))?.command, '/opt/spark-lsp');
});

test('it is installed with the chosen interpreter, else with one on the path, of 3.11 or newer', async () => {
  const there = async (): Promise<boolean> => true;
  const on = (name: string): string => join('/usr/bin', name);
  const around = { ...nothing, path: '/usr/bin', isThere: there, python: '/venv/python' };
  assert.equal(await newEnough({ ...around, isNewEnough: there }), '/venv/python');
  assert.equal(await newEnough({ ...around, isNewEnough: async (python) => python === on('python3') }), on('python3'));
  assert.equal(await newEnough({ ...around, isNewEnough: async (python) => python === on('python3.12') }), on('python3.12'));
  assert.equal(await newEnough(around), undefined);
  assert.equal(await newEnough({ ...around, python: undefined, isThere: async () => false, isNewEnough: there }), undefined);
});

test('whether a Python is new enough is asked of itself', async () => {
  const base = await mkdtemp(join(tmpdir(), 'spark-'));
  const old = join(base, 'python3');
  await writeFile(old, '#!/bin/sh\nexit 2\n');
  await chmod(old, 0o755);
  assert.equal(await here([], undefined, []).isNewEnough(old), false);
  assert.equal(await here([], undefined, []).isNewEnough('python3'), true);
  assert.equal(await here([], undefined, [base]).isNewEnough(old), false);
  await rm(base, { recursive: true });
});
