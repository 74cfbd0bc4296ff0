import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Interpreter, type Environments, type PythonExtension } from '../src/interpreter';

/** The Python extension, as far as it is asked. */
class Python implements PythonExtension {
  isActive = false;
  started = 0;
  selected = '/one/bin/python';
  tell: () => void = () => assert.fail('nobody listens');
  private readonly environments: Environments = {
    getActiveEnvironmentPath: () => ({ path: this.selected }),
    resolveEnvironment: async ({ path }) => ({ executable: { uri: { fsPath: path } } }),
    onDidChangeActiveEnvironmentPath: (call) => {
      this.tell = call;
      return { dispose: () => undefined };
    },
  };

  get exports() {
    return this.isActive ? { environments: this.environments } : undefined;
  }

  async activate(): Promise<void> {
    this.started += 1;
    this.isActive = true;
  }
}

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

test('without the Python extension, or with none of its files open, nothing is known and nothing is started', async () => {
  const python = new Python();
  assert.equal(await new Interpreter(() => undefined, assert.fail).path(true, true), undefined);
  assert.equal(await new Interpreter(() => python, assert.fail).path(false, true), undefined);
  assert.equal(python.started, 0);
});

test('another interpreter is told once, the same one told again is not', async () => {
  const python = new Python();
  python.isActive = true;
  let told = 0;
  const interpreter = new Interpreter(() => python, () => (told += 1));
  assert.equal(await interpreter.path(true, false), '/one/bin/python');
  python.tell();
  await settled();
  assert.equal(told, 0);
  python.selected = '/two/bin/python';
  python.tell();
  await settled();
  assert.equal(told, 1);
  assert.equal(await interpreter.path(true, false), '/two/bin/python');
  python.tell();
  await settled();
  assert.equal(told, 1);
});

test('one that is known only after we started is told, or waited for', async () => {
  const late = new Python();
  let told = 0;
  assert.equal(await new Interpreter(() => late, () => (told += 1)).path(true, false), '/one/bin/python');
  await settled();
  assert.equal(told, 0, 'it was there in time');
  const slow = new Python();
  let start = (): void => assert.fail('nobody started it');
  slow.activate = () => new Promise((done) => (start = () => ((slow.isActive = true), done())));
  const interpreter = new Interpreter(() => slow, () => (told += 1));
  assert.equal(await interpreter.path(true, false), undefined);
  const waited = interpreter.path(true, true);
  start();
  assert.equal(await waited, '/one/bin/python');
  assert.equal(told, 1);
});

test('an extension that does not start is as none', async () => {
  const broken = new Python();
  broken.activate = () => Promise.reject(new Error('no'));
  assert.equal(await new Interpreter(() => broken, assert.fail).path(true, true), undefined);
});
