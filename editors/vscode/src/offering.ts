/** What a person is offered where the server is not on the machine, and its installation where they ask for that. */

import * as vscode from 'vscode';

import { newEnough, runners, type Surroundings } from './finding';
import type { Own } from './own';

const INSTALL = 'Install';
const HOW = 'Show how';
const CHOOSE = 'Choose the program…';
const AGAIN = 'Try again';
const LOG = 'Show the log';

export class Offering {
  private installing = false;

  /** `installed` is called once it is there. */
  constructor(
    private readonly own: Own,
    private readonly around: () => Promise<Surroundings>,
    private readonly output: vscode.LogOutputChannel,
    private readonly installed: () => Promise<void>,
  ) {}

  /** The server is nowhere: one message with the ways out; a newer version of what was installed here needs none. */
  async missing(): Promise<void> {
    const around = await this.around();
    const python = await newEnough(around);
    if (python && (await this.own.isOutdated())) {
      return this.install(python);
    }
    const ways = await runners(around);
    const first = python ? INSTALL : HOW;
    const answer = await vscode.window.showWarningMessage(
      python
        ? "Spark's server is not on this machine. Install it into a folder of this extension? pip fetches some 30 MB."
        : "Spark's server is not on this machine, and neither is Python 3.11 or newer, which it needs.",
      first,
      ...ways.map(({ from }) => from),
      CHOOSE,
    );
    const way = ways.find(({ from }) => from === answer);
    if (answer === INSTALL) {
      await this.install(python!);
    } else if (answer === HOW) {
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'spark-lsp.spark-lsp#start', false);
    } else if (answer === CHOOSE) {
      await this.choose();
    } else if (way) {
      await keep([way.command, ...way.args]);
    }
  }

  /** A person asks for it in so many words. */
  async asked(): Promise<void> {
    const python = await newEnough(await this.around());
    await (python ? this.install(python) : this.missing());
  }

  private async install(python: string): Promise<void> {
    if (this.installing) {
      return;
    }
    this.installing = true;
    this.output.info(`the server is installed by ${python}`);
    const stop = new AbortController();
    const title = 'Spark: installing its server';
    try {
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (progress, token) => {
          token.onCancellationRequested(() => stop.abort());
          const step = (message: string): void => progress.report({ message });
          return this.own.install(python, step, (line) => this.output.info(line), stop.signal);
        },
      );
    } catch (error) {
      void this.failed(python, stop.signal.aborted, error instanceof Error ? error.message : String(error));
      return;
    } finally {
      this.installing = false;
    }
    await this.installed();
  }

  private async failed(python: string, aborted: boolean, why: string): Promise<void> {
    if (aborted) {
      return;
    }
    this.output.error(`the server could not be installed: ${why}`);
    const text = `Spark's server could not be installed: ${why}`;
    const answer = await vscode.window.showErrorMessage(text, AGAIN, LOG, CHOOSE);
    if (answer === AGAIN) {
      await this.install(python);
    } else if (answer === LOG) {
      this.output.show();
    } else if (answer === CHOOSE) {
      await this.choose();
    }
  }

  private async choose(): Promise<void> {
    const [file] = (await vscode.window.showOpenDialog({ canSelectMany: false, title: 'The program spark-lsp' })) ?? [];
    if (file) {
      await keep([file.fsPath, 'serve']);
    }
  }
}

/** Keeps a command as the person's own; what watches the settings starts it. */
async function keep(command: string[]): Promise<void> {
  await vscode.workspace.getConfiguration('spark').update('server.command', command, vscode.ConfigurationTarget.Global);
}
