import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { Own, whyNot, type Run } from '../src/own';

const silent = (): void => undefined;

/** An extension's folders, and the words that were run. */
async function made(version = '0.2.0') {
  const base = await mkdtemp(join(tmpdir(), 'spark-'));
  const [folder, carried] = [join(base, 'storage'), join(base, 'server')];
  const ran: string[][] = [];
  const run: Run = async (command, args) => {
    ran.push([command, ...args]);
    if (args.includes('venv')) {
      await mkdir(join(args.at(-1)!, 'bin'));
      await writeFile(join(args.at(-1)!, 'bin', 'python'), '');
    }
  };
  return { base, folder, carried, ran, own: new Own(folder, version, carried, false, run), run };
}

test('it is made with the Python that is given, and is the program from then on', async () => {
  const { base, folder, own, ran } = await made();
  assert.equal(await own.program(), undefined);
  const steps: string[] = [];
  await own.install('/usr/bin/python3', (text) => steps.push(text), silent);
  const [place] = await readdir(folder);
  assert.equal(await own.program(), join(folder, place!, 'bin', 'spark-lsp'));
  assert.equal(steps.length, 3);
  assert.deepEqual(ran[0], ['/usr/bin/python3', '-I', '-m', 'venv', join(folder, place!)]);
  assert.equal(ran[1]![0], join(folder, place!, 'bin', 'python'));
  assert.equal(ran[1]!.at(-1), 'spark-lsp==0.2.0');
  await rm(base, { recursive: true });
});

test('a wheel that came with the extension is what pip is given', async () => {
  const { base, carried, own } = await made();
  await mkdir(carried);
  await writeFile(join(carried, 'spark_lsp-0.2.0-py3-none-any.whl'), '');
  assert.equal(await own.source(), join(carried, 'spark_lsp-0.2.0-py3-none-any.whl'));
  await rm(base, { recursive: true });
});

test('what fails leaves nothing behind, and what was there stays', async () => {
  const { base, folder, carried, run } = await made();
  await new Own(folder, '0.1.0', carried, false, run).install('python', silent, silent);
  const failing: Run = async (_, args) => {
    if (args.includes('pip')) {
      throw new Error('no net');
    }
  };
  const own = new Own(folder, '0.2.0', carried, false, failing);
  await assert.rejects(own.install('python', silent, silent), /no net/);
  assert.equal(await own.program(), undefined);
  assert.equal((await readdir(folder)).length, 1);
  await rm(base, { recursive: true });
});

test('a newer version of the extension wants its own, and takes the older away once it is there', async () => {
  const { base, folder, carried, run, own } = await made();
  assert.equal(await own.isOutdated(), false, 'nobody asked for it yet');
  const older = new Own(folder, '0.1.0', carried, false, run);
  await older.install('python', silent, silent);
  assert.equal(await own.isOutdated(), true);
  await own.install('python', silent, silent);
  assert.equal(await own.isOutdated(), false);
  assert.equal(await older.program(), undefined);
  assert.ok(await own.program());
  await rm(base, { recursive: true });
});

test('one whose Python is gone is none; made again it takes the place of the last', async () => {
  const { base, folder, own } = await made();
  await own.install('python', silent, silent);
  const first = await own.program();
  await rm(join(dirname(first!), 'python'));
  assert.equal(await own.program(), undefined);
  await own.install('python', silent, silent);
  assert.notEqual(await own.program(), first);
  assert.equal((await readdir(folder)).length, 1);
  await rm(base, { recursive: true });
});

test('an installation that was cut off is not taken for one', async () => {
  const { base, folder, own } = await made();
  await mkdir(join(folder, 'server-0.2.0-abc', 'bin'), { recursive: true });
  assert.equal(await own.program(), undefined);
  await rm(base, { recursive: true });
});

test('a real program: its output is told line by line, its failure in its own words, and it can be stopped', async () => {
  const { base, folder, carried } = await made();
  const own = new Own(folder, '0.2.0', carried, false);
  await assert.rejects(own.install(join(base, 'nothing'), silent, silent), /ENOENT/);
  const python = join(base, 'python');
  const script = async (text: string): Promise<void> => {
    await writeFile(python, `#!/bin/sh\n${text}\n`);
    await chmod(python, 0o755);
  };
  await script('echo one; echo "ERROR: the disk is full" >&2; exit 1');
  const lines: string[] = [];
  await assert.rejects(own.install(python, silent, (line) => lines.push(line)), { message: 'the disk is full' });
  assert.deepEqual(lines.sort(), ['ERROR: the disk is full', 'one']);
  await script('exec sleep 60');
  const stop = new AbortController();
  const going = own.install(python, () => setTimeout(() => stop.abort(), 50), silent, stop.signal);
  await assert.rejects(going, { name: 'AbortError' });
  assert.deepEqual(await readdir(folder), []);
  await rm(base, { recursive: true });
});

test('the reason is what was said last, or what is known to help', () => {
  assert.match(whyNot(['not created successfully because ensurepip is not', 'available.']), /python3-venv/);
  const pip = ['Looking', 'ERROR: No matching distribution found for spark-lsp==9', '', '[notice] A new release of pip'];
  assert.equal(whyNot(pip), 'No matching distribution found for spark-lsp==9');
  assert.equal(whyNot([]), 'nothing was said');
});
