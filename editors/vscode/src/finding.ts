/** Where the server is: what the person set, the workspace's Python, the path, the places of pipx and uv. */

import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Command {
  command: string;
  args: string[];
  /** How it was found, for the log. */
  from: string;
}

export interface Surroundings {
  /** `spark.server.command`. */
  set: readonly string[];
  /** The interpreter that the workspace uses, where an extension knows it. */
  python: string | undefined;
  path: string;
  home: string;
  windows: boolean;
  isThere(file: string): Promise<boolean>;
  /** Whether this interpreter has our package. */
  hasUs(python: string): Promise<boolean>;
}

/** -P: a folder named spark_lsp in the workspace, which is where the server is started, is not our package. */
const MODULE = ['-P', '-m', 'spark_lsp', 'serve'];

/** The first way that works; undefined where there is none. */
export async function find(around: Surroundings): Promise<Command | undefined> {
  const [command, ...args] = around.set;
  if (command) {
    return { command, args: args.length ? args : ['serve'], from: 'spark.server.command' };
  }
  if (around.python && (await around.hasUs(around.python))) {
    return { command: around.python, args: MODULE, from: 'the selected interpreter' };
  }
  const name = around.windows ? 'spark-lsp.exe' : 'spark-lsp';
  const local = join(around.home, '.local', 'bin');
  for (const folder of [...around.path.split(delimiter).filter(Boolean), local]) {
    const file = join(folder, name);
    if (await around.isThere(file)) {
      return { command: file, args: ['serve'], from: folder === local ? 'pipx or uv' : 'the path' };
    }
  }
  for (const python of around.windows ? ['py', 'python'] : ['python3', 'python']) {
    if (await around.hasUs(python)) {
      return { command: python, args: MODULE, from: python };
    }
  }
  return undefined;
}

/** This machine. */
export function here(set: readonly string[], python: string | undefined): Surroundings {
  return {
    set,
    python,
    path: process.env.PATH ?? '',
    home: homedir(),
    windows: process.platform === 'win32',
    isThere: (file) =>
      access(file, constants.X_OK).then(
        () => true,
        () => false,
      ),
    hasUs: (interpreter) =>
      new Promise((done) => {
        // -P here too: nothing of the workspace is run to find out
        const args = ['-P', '-c', 'import importlib.util as u, sys; sys.exit(u.find_spec("spark_lsp") is None)'];
        execFile(interpreter, args, { timeout: 10_000, windowsHide: true }, (error) => done(error === null));
      }),
  };
}
