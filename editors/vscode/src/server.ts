/** The server's life: started, started again once where it dies, and then left alone with a clear word. */

import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  State,
  type ConfigurationParams,
  type LanguageClientOptions,
  type Middleware,
} from 'vscode-languageclient/node';

import { find, here, type Command } from './finding';
import userOnly from './userOnly.json';

export const LANGUAGES = ['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'go', 'java', 'rust', 'c', 'cpp'];

/** A server that ran so long has died once, whatever was before. */
const WELL_MS = 180_000;

const INSTALL = 'Install…';
const CHOOSE = 'Choose the program…';
const AGAIN = 'Start again';
const LOG = 'Show the log';

interface Python {
  environments?: {
    getActiveEnvironmentPath(): { path: string };
    resolveEnvironment(path: { path: string }): Promise<{ executable?: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath?: vscode.Event<unknown>;
  };
}

/** The environments that the Python extension knows; nothing is activated for it. */
function pythons(): Python['environments'] {
  const extension = vscode.extensions.getExtension<Python>('ms-python.python');
  return extension?.isActive ? extension.exports?.environments : undefined;
}

/** The interpreter of the workspace. */
async function interpreter(): Promise<string | undefined> {
  const environments = pythons();
  if (!environments) {
    return undefined;
  }
  const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath());
  return resolved?.executable?.uri?.fsPath;
}

/** What a person set for themselves; the workspace's own come by `workspace/configuration`. */
export function userSettings(): Record<string, unknown> {
  const all = vscode.workspace.getConfiguration('spark');
  const found: Record<string, unknown> = {};
  for (const name of userOnly) {
    const value = all.inspect(name)?.globalValue;
    if (value !== undefined) {
      put(found, name, value);
    }
  }
  if (!vscode.workspace.isTrusted) {
    put(found, 'trusted', false);
  }
  return found;
}

/** Of the rest, what is set anywhere. */
function otherSettings(): Record<string, unknown> {
  const all = vscode.workspace.getConfiguration('spark');
  const found: Record<string, unknown> = {};
  for (const name of names(all)) {
    const set = all.inspect(name);
    const value = set?.workspaceFolderValue ?? set?.workspaceValue ?? set?.globalValue;
    if (value !== undefined && !userOnly.includes(name) && !name.startsWith('server.')) {
      put(found, name, value);
    }
  }
  return found;
}

function names(all: vscode.WorkspaceConfiguration): string[] {
  const own = vscode.extensions.getExtension('spark-lsp.spark-lsp')?.packageJSON as
    | { contributes: { configuration: { properties: Record<string, unknown> } } }
    | undefined;
  return Object.keys(own?.contributes.configuration.properties ?? {})
    .map((name) => name.replace(/^spark\./, ''))
    .filter((name) => all.inspect(name) !== undefined);
}

function put(into: Record<string, unknown>, name: string, value: unknown): void {
  const parts = name.split('.');
  const last = parts.pop()!;
  let at = into;
  for (const part of parts) {
    at = (at[part] ??= {}) as Record<string, unknown>;
  }
  at[last] = value;
}

export class Server implements vscode.Disposable {
  client: LanguageClient | undefined;
  private readonly changed = new vscode.EventEmitter<boolean>();
  /** Whether it runs, each time that changes. */
  readonly onChange = this.changed.event;
  /** Why it does not run. */
  why = '';
  private deaths = 0;
  private since = 0;
  private follows: vscode.Disposable | undefined;
  private readonly listeners: vscode.Disposable[] = [];

  constructor(
    private readonly output: vscode.LogOutputChannel,
    private readonly middleware: Middleware,
    private readonly wire: (client: LanguageClient) => vscode.Disposable,
  ) {}

  get runs(): boolean {
    return this.client?.state === State.Running && !this.why;
  }

  async start(): Promise<void> {
    const set = vscode.workspace.getConfiguration('spark').get<string[]>('server.command', []);
    const command = await find(here(set, await interpreter()));
    // another interpreter may have us, or another of us; what a person set themselves stays
    this.follows ??= set.length ? undefined : pythons()?.onDidChangeActiveEnvironmentPath?.(() => void this.restart());
    if (!command) {
      this.stopped('the program spark-lsp is not installed');
      void this.offerToInstall();
      return;
    }
    this.output.info(`starting ${command.command} ${command.args.join(' ')} (${command.from})`);
    const client = (this.client = this.make(command));
    this.listeners.push(
      this.wire(client),
      client.onDidChangeState(({ newState }) => newState === State.Running && this.running()),
    );
    try {
      await client.start();
    } catch (error) {
      this.stopped(error instanceof Error ? error.message : String(error));
      const answer = await vscode.window.showErrorMessage(`Spark's server does not start: ${this.why}`, AGAIN, LOG);
      await this.answered(answer);
    }
  }

  async restart(): Promise<void> {
    this.deaths = 0;
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.listeners.splice(0).forEach((one) => one.dispose());
    if (client && client.state !== State.Stopped) {
      await client.stop(2000).catch(() => undefined);
    }
    await client?.dispose().catch(() => undefined);
  }

  /** Runs a command of the server; undefined where it does not run, or says no. */
  async run<T>(command: string, ...args: unknown[]): Promise<T | undefined> {
    if (!this.runs) {
      return undefined;
    }
    try {
      return await this.client!.sendRequest<T>('workspace/executeCommand', { command, arguments: args });
    } catch (error) {
      this.output.warn(`${command}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  dispose(): void {
    void this.stop();
    this.follows?.dispose();
    this.changed.dispose();
  }

  private make({ command, args }: Command): LanguageClient {
    const options: LanguageClientOptions = {
      documentSelector: LANGUAGES.flatMap((language) => [
        { scheme: 'file', language },
        { scheme: 'untitled', language },
      ]),
      initializationOptions: userSettings(),
      outputChannel: this.output,
      middleware: {
        ...this.middleware,
        workspace: {
          configuration: (params: ConfigurationParams) =>
            params.items.map((item) => (item.section === 'spark' ? otherSettings() : null)),
        },
      },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.died(),
      },
    };
    const client = new LanguageClient('spark', 'Spark', { command, args, options: { env: process.env } }, options);
    client.registerFeature({
      fillClientCapabilities: (capabilities) => {
        const experimental = (capabilities.experimental ?? {}) as Record<string, unknown>;
        capabilities.experimental = { ...experimental, spark: { showsAdvisories: true, showsStanding: true } };
      },
      initialize: () => undefined,
      getState: () => ({ kind: 'static' }),
      clear: () => undefined,
    });
    return client;
  }

  private running(): void {
    this.why = '';
    this.since = Date.now();
    this.changed.fire(true);
  }

  private stopped(why: string): void {
    this.why = why;
    this.changed.fire(false);
  }

  private died(): { action: CloseAction; handled: boolean } {
    if (Date.now() - this.since > WELL_MS) {
      this.deaths = 0;
    }
    this.deaths += 1;
    if (this.deaths === 1) {
      this.output.warn('the server ended; it is started again');
      return { action: CloseAction.Restart, handled: true };
    }
    this.stopped('the server ended twice');
    void vscode.window
      .showErrorMessage("Spark's server ended twice and is left alone. Other servers are not concerned.", AGAIN, LOG)
      .then((answer) => this.answered(answer));
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async answered(answer: string | undefined): Promise<void> {
    if (answer === AGAIN) {
      await this.restart();
    } else if (answer === LOG) {
      this.output.show();
    }
  }

  private async offerToInstall(): Promise<void> {
    const text = 'Spark needs the program spark-lsp (Python 3.11 or newer), which is not on this machine.';
    const answer = await vscode.window.showWarningMessage(text, INSTALL, CHOOSE);
    if (answer === INSTALL) {
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'spark-lsp.spark-lsp#start', false);
    } else if (answer === CHOOSE) {
      const [file] = (await vscode.window.showOpenDialog({ canSelectMany: false, title: 'The program spark-lsp' })) ?? [];
      if (file) {
        const settings = vscode.workspace.getConfiguration('spark');
        await settings.update('server.command', [file.fsPath, 'serve'], vscode.ConfigurationTarget.Global);
      }
    }
  }
}
