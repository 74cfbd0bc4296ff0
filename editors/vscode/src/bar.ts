/** The status bar's item and its menu. */

import * as vscode from 'vscode';

import { lineOf, pulls, standingOf, type Standing } from './present';
import type { Server } from './server';
import type { Status } from './types';

const PAUSED_HERE = 'spark.pausedHere';
const HOUR_S = 3600;

export class Bar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('spark.status', vscode.StatusBarAlignment.Right, 90);
  private status: Status | undefined;
  private standing: Standing = 'starting';
  private offered = false;
  private readonly listener: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
  ) {
    this.item.name = 'Spark';
    this.item.command = 'spark.menu';
    this.draw('starting', '');
    this.item.show();
    this.listener = server.onChange((runs) => void this.changed(runs));
  }

  dispose(): void {
    this.listener.dispose();
    this.item.dispose();
  }

  /** Asks the server how it is. */
  async look(): Promise<void> {
    if (!this.server.runs) {
      this.draw('off', this.server.why);
      return;
    }
    const status = await this.server.client!.sendRequest<Status>('spark/status', {}).catch(() => undefined);
    if (!status) {
      return;
    }
    this.status = status;
    const standing = standingOf(status);
    this.draw(standing, status.models?.why ?? '');
    if (standing === 'missing') {
      void this.offerToPull(status);
    }
  }

  async menu(): Promise<void> {
    await this.look();
    const items: (vscode.QuickPickItem & { run: () => unknown })[] = [
      { label: '$(book) Show the Advisor', run: () => vscode.commands.executeCommand('spark.advisor.focus') },
    ];
    if (this.standing === 'paused') {
      items.push({ label: '$(debug-start) Let models work again', run: () => this.resume() });
    } else if (this.server.runs) {
      items.push(
        { label: '$(debug-pause) Pause models for an hour', run: () => this.pause(HOUR_S) },
        { label: '$(debug-pause) Pause models in this folder', description: 'until you resume', run: () => this.pauseHere() },
      );
    }
    if (this.server.missing) {
      items.push({ label: '$(cloud-download) Install the server', run: () => this.server.install() });
    }
    for (const { model, label } of this.status ? pulls(this.status) : []) {
      items.push({ label: `$(cloud-download) ${label}`, run: () => pull(model) });
    }
    items.push(
      { label: '$(debug-restart) Restart the server', run: () => this.server.restart() },
      { label: '$(output) Show the log', run: () => vscode.commands.executeCommand('spark.showLog') },
      { label: '$(gear) Settings', run: () => vscode.commands.executeCommand('workbench.action.openSettings', '@ext:spark-lsp.spark-lsp') },
    );
    const title = lineOf(this.standing, this.server.runs ? (this.status?.models?.why ?? '') : this.server.why).tooltip;
    const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'Spark' });
    await picked?.run();
  }

  async pause(seconds?: number): Promise<void> {
    await this.server.run('spark.pause', ...(seconds ? [seconds] : []));
    await this.look();
  }

  async resume(): Promise<void> {
    await this.context.workspaceState.update(PAUSED_HERE, undefined);
    await this.server.run('spark.resume');
    await this.look();
  }

  private async pauseHere(): Promise<void> {
    await this.context.workspaceState.update(PAUSED_HERE, true);
    await this.pause();
  }

  private async changed(runs: boolean): Promise<void> {
    if (runs && this.context.workspaceState.get(PAUSED_HERE)) {
      await this.pause();
    } else {
      await this.look();
    }
  }

  private draw(standing: Standing, why: string): void {
    this.standing = standing;
    const { text, tooltip } = lineOf(standing, why);
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `Spark: ${tooltip}` };
    this.item.backgroundColor =
      standing === 'off' && why ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  }

  private async offerToPull(status: Status): Promise<void> {
    const [first] = pulls(status);
    if (!first || this.offered || this.context.globalState.get('spark.pullOffered')) {
      return;
    }
    this.offered = true;
    await this.context.globalState.update('spark.pullOffered', true);
    const text = `Spark works without a model. With ${first.model} it also words and repairs what it finds.`;
    if ((await vscode.window.showInformationMessage(text, first.label, 'Not now')) === first.label) {
      pull(first.model);
    }
  }
}

function pull(model: string): void {
  const terminal = vscode.window.createTerminal({ name: `ollama pull ${model}` });
  terminal.show(true);
  terminal.sendText(`ollama pull ${model}`);
}
