/**
 * The server in a folder that is the extension's own, put there where a person asks for it: by their Python and pip,
 * from the index that pip is set to. No editor in it.
 */

import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs a program to its end and tells each line of its output. Throws where it cannot be run, or says no. */
export type Run = (command: string, args: string[], line: (text: string) => void, stop?: AbortSignal) => Promise<void>;

const WHOLE = 'whole';
/** -I: neither the workspace nor PYTHONPATH decides what pip is. */
const PIP = ['-I', '-m', 'pip', 'install', '--no-input', '--no-user', '--disable-pip-version-check'];
const NO_VENV = 'ensurepip is not';

export class Own {
  /** `folder` may not be there yet; `carried` is the folder of the extension in which a wheel of the server may be. */
  constructor(
    private readonly folder: string,
    private readonly version: string,
    private readonly carried: string,
    private readonly windows: boolean,
    private readonly run: Run = spawned,
  ) {}

  /** The program of this version; undefined where it is not, or not wholly, there, or the Python that it was made with is gone. */
  async program(): Promise<string | undefined> {
    for (const place of await this.places(true)) {
      if ((await isThere(join(place, WHOLE))) && (await isThere(this.within(place, 'python')))) {
        return this.within(place, 'spark-lsp');
      }
    }
    return undefined;
  }

  /** Whether a person had an earlier version installed, and so wants this one. */
  async isOutdated(): Promise<boolean> {
    return (await this.program()) === undefined && (await this.places(false)).length > 0;
  }

  /** What pip is given: the wheel that came with the extension, else the release of the same number. */
  async source(): Promise<string> {
    const wheel = (await readdir(this.carried).catch(() => [])).find((name) => name.endsWith('.whl'));
    return wheel ? join(this.carried, wheel) : `spark-lsp==${this.version}`;
  }

  /** Installs it with this Python, which is 3.11 or newer. What is not whole is taken away again. */
  async install(
    python: string,
    step: (text: string) => void,
    line: (text: string) => void,
    stop?: AbortSignal,
  ): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const place = await mkdtemp(join(this.folder, this.prefix)); // two windows may do this at once
    try {
      step('making an environment');
      await this.run(python, ['-I', '-m', 'venv', place], line, stop);
      step('fetching it, and what it needs');
      await this.run(this.within(place, 'python'), [...PIP, await this.source()], line, stop);
      step('trying it');
      await this.run(this.within(place, 'spark-lsp'), ['--version'], line, stop);
      await writeFile(join(place, WHOLE), '');
    } catch (error) {
      await rm(place, { recursive: true, force: true });
      throw error;
    }
    const mine = (await this.places(true)).filter((one) => one !== place);
    for (const old of [...(await this.places(false)), ...(await whole(mine))]) {
      await rm(old, { recursive: true, force: true }).catch(() => undefined); // it may run in another window
    }
  }

  private get prefix(): string {
    return `server-${this.version}-`;
  }

  private within(place: string, name: string): string {
    return this.windows ? join(place, 'Scripts', `${name}.exe`) : join(place, 'bin', name);
  }

  /** The environments of this version, or of all others. */
  private async places(mine: boolean): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names
      .filter((name) => name.startsWith('server-') && name.startsWith(this.prefix) === mine)
      .map((name) => join(this.folder, name));
  }
}

/** Why an installation came to nothing, for a person: what the programs said last, or what is known to help. */
export function whyNot(lines: readonly string[]): string {
  if (lines.some((one) => one.includes(NO_VENV))) {
    return 'this Python cannot make environments; on Debian and Ubuntu `apt install python3-venv` mends that';
  }
  const said = lines.filter((one) => one.trim() && !one.startsWith('[notice]'));
  const errors = said.filter((one) => one.startsWith('ERROR: '));
  return (errors.at(-1) ?? said.at(-1) ?? 'nothing was said').replace('ERROR: ', '');
}

const spawned: Run = (command, args, line, stop) =>
  new Promise((done, fail) => {
    const child = spawn(command, args, { signal: stop, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        const lines = (rest + text).split(/\r?\n/);
        rest = lines.pop()!;
        said.push(...lines);
        lines.forEach(line);
      });
      stream.on('end', () => rest && (said.push(rest), line(rest)));
    }
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(whyNot(said)))));
  });

/** Those that are not being made just now. */
async function whole(places: readonly string[]): Promise<string[]> {
  const are = await Promise.all(places.map((one) => isThere(join(one, WHOLE))));
  return places.filter((_, i) => are[i]);
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
