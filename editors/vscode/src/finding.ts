/** Where the server is: what the person set, the workspace's Python, the path, the places of pipx and uv, our own. */

import { execFile } from 'node:child_process';
import { access, constants, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, relative } from 'node:path';

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
  /** The program that the extension installed. */
  own: string | undefined;
  path: string;
  home: string;
  windows: boolean;
  /** Whether it is a program that may be run: nothing of a workspace that is not trusted is. */
  isThere(file: string): Promise<boolean>;
  /** Whether this interpreter may be run, and has our package. */
  hasUs(python: string): Promise<boolean>;
  /** Whether this interpreter may be run, and is of a version that our package is for. */
  isNewEnough(python: string): Promise<boolean>;
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
  const file = await program(around, 'spark-lsp');
  if (file) {
    return { command: file, args: ['serve'], from: dirname(file) === local(around) ? 'pipx or uv' : 'the path' };
  }
  if (around.own) {
    return { command: around.own, args: ['serve'], from: 'installed by this extension' };
  }
  for (const name of pythons(around)) {
    const python = (await program(around, name)) ?? name;
    if (await around.hasUs(python)) {
      return { command: python, args: MODULE, from: name };
    }
  }
  return undefined;
}

/** A Python that the server can be installed with; undefined where there is none. */
export async function newEnough(around: Surroundings): Promise<string | undefined> {
  if (around.python && (await around.isNewEnough(around.python))) {
    return around.python;
  }
  const others = around.windows ? [] : ['python3.14', 'python3.13', 'python3.12', 'python3.11'];
  for (const name of [...pythons(around), ...others]) {
    const python = await program(around, name);
    if (python && (await around.isNewEnough(python))) {
      return python;
    }
  }
  return undefined;
}

/**
 * Ways to run it without installing it; `from` is for a button. They fetch it from the net, so it is a person who
 * chooses one: looking for the server sends nothing anywhere.
 */
export async function runners(around: Surroundings): Promise<Command[]> {
  const ways = { uvx: ['spark-lsp', 'serve'], pipx: ['run', 'spark-lsp', 'serve'] };
  const found: Command[] = [];
  for (const [name, args] of Object.entries(ways)) {
    const command = await program(around, name);
    if (command) {
      found.push({ command, args, from: `Run it by ${name}` });
    }
  }
  return found;
}

function pythons(around: Surroundings): string[] {
  return around.windows ? ['py', 'python'] : ['python3', 'python'];
}

async function program(around: Surroundings, name: string): Promise<string | undefined> {
  for (const folder of [...around.path.split(delimiter).filter(Boolean), local(around)]) {
    const file = join(folder, around.windows ? `${name}.exe` : name);
    if (await around.isThere(file)) {
      return file;
    }
  }
  return undefined;
}

function local(around: Surroundings): string {
  return join(around.home, '.local', 'bin');
}

/** Whether a program lies in one of these folders. Its own link is not followed: an environment's Python is one. */
export async function isWithin(file: string, folders: readonly string[]): Promise<boolean> {
  const real = (path: string): Promise<string> => realpath(path).catch(() => path);
  const own = dirname(file);
  for (const place of [own, await real(own)]) {
    for (const folder of folders) {
      for (const root of [folder, await real(folder)]) {
        const way = relative(root, place);
        if (!way.startsWith('..') && !isAbsolute(way)) {
          return true;
        }
      }
    }
  }
  return false;
}

/** This machine; nothing in the folders `distrusted` is run, but what a person set. `own` is there, where it is given. */
export function here(
  set: readonly string[],
  python: string | undefined,
  distrusted: readonly string[],
  own?: string,
): Surroundings {
  // a bare name is looked up on the path, where a workspace's folders may be: its place is not known before
  const mayRun = async (file: string): Promise<boolean> =>
    !distrusted.length || (isAbsolute(file) && !(await isWithin(file, distrusted)));
  const agrees = async (interpreter: string, code: string): Promise<boolean> =>
    (await mayRun(interpreter)) &&
    new Promise((done) => {
      // -P: nothing of the workspace is run to find out
      const options = { timeout: 10_000, windowsHide: true };
      execFile(interpreter, ['-P', '-c', `import sys; ${code}`], options, (error) => done(error === null));
    });
  return {
    set,
    python,
    own,
    path: process.env.PATH ?? '',
    home: homedir(),
    windows: process.platform === 'win32',
    isThere: async (file) =>
      (await mayRun(file)) &&
      access(file, constants.X_OK).then(
        () => true,
        () => false,
      ),
    hasUs: (interpreter) => agrees(interpreter, 'import importlib.util as u; sys.exit(u.find_spec("spark_lsp") is None)'),
    isNewEnough: (interpreter) => agrees(interpreter, 'sys.exit(sys.version_info < (3, 11))'), // it knows no -P before
  };
}
