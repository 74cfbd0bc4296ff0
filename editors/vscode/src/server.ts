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

import { Deaths } from './deaths';
import { find, here, type Command, type Surroundings } from './finding';
import { Interpreter, type PythonExtension } from './interpreter';
import { Offering } from './offering';
import { otherSettings, userSettings } from './options';
import type { Own } from './own';

export const LANGUAGES = ['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'go', 'java', 'rust', 'c', 'cpp'];

const AGAIN = 'Start again';
const LOG = 'Show the log';

export class Server implements vscode.Disposable {
  client: LanguageClient | undefined;
  private readonly changed = new vscode.EventEmitter<boolean>();
  /** Whether it runs, each time that changes. */
  readonly onChange = this.changed.event;
  /** Why it does not run. */
  why = '';
  /** Whether that is since it is not on this machine. */
  missing = false;
  private readonly offering: Offering;
  private command: Command | undefined;
  private readonly deaths = new Deaths();
  private readonly python = new Interpreter(
    () => vscode.extensions.getExtension('ms-python.python') as PythonExtension | undefined,
    () => void this.lookAgain(),
  );
  private readonly listeners: vscode.Disposable[] = [];

  constructor(
    private readonly output: vscode.LogOutputChannel,
    private readonly middleware: Middleware,
    private readonly wire: (client: LanguageClient) => vscode.Disposable,
    private readonly own: Own,
  ) {
    this.offering = new Offering(own, () => this.around(), output, () => this.restart());
  }

  get runs(): boolean {
    return this.client?.state === State.Running && !this.why;
  }

  async start(): Promise<void> {
    const command = (this.command = (await this.found(false)) ?? (await this.found(true)));
    this.missing = !command;
    if (!command) {
      this.stopped('the program spark-lsp is not installed');
      void this.offering.missing();
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

  /** A person asks for its installation. */
  async install(): Promise<void> {
    await this.offering.asked();
  }

  async restart(): Promise<void> {
    this.deaths.forget();
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
    this.python.dispose();
    this.changed.dispose();
  }

  /** How to start it; `waits` for the Python extension, which is being started as we are. */
  private async found(waits: boolean): Promise<Command | undefined> {
    return find(await this.around(waits));
  }

  private async around(waits = false): Promise<Surroundings> {
    const python = await this.python.path(isPythonOpen(), waits);
    const set = vscode.workspace.getConfiguration('spark').get<string[]>('server.command', []);
    const folders = vscode.workspace.isTrusted ? [] : (vscode.workspace.workspaceFolders ?? []);
    return here(set, python, folders.map(({ uri }) => uri.fsPath), await this.own.program());
  }

  /** Another interpreter was chosen, which may have us, or another of us. */
  private async lookAgain(): Promise<void> {
    const found = await this.found(false);
    if (found && found.command !== this.command?.command) {
      this.output.info(`another interpreter was chosen; the server is ${found.command} (${found.from}) now`);
      await this.restart();
    }
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
    this.deaths.began(Date.now());
    this.changed.fire(true);
  }

  private stopped(why: string): void {
    this.why = why;
    this.changed.fire(false);
  }

  private died(): { action: CloseAction; handled: boolean } {
    if (this.deaths.died(Date.now()) === 1) {
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
}

function isPythonOpen(): boolean {
  return vscode.workspace.textDocuments.some(({ languageId }) => languageId === 'python');
}
