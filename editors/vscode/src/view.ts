/** The Advisor: a view that follows the cursor and says all that is known of the code there. */

import * as vscode from 'vscode';

import { page } from './page';
import { aloud, cardOf, type Card } from './present';
import type { Server } from './server';
import { isOurs, shown } from './signals';
import type { Advisory, Emit, Position, Upgrade } from './types';

const FOLLOW_MS = 150;

interface Here {
  uri: vscode.Uri;
  version: number;
  emit: Emit;
}

type FromView =
  | { what: 'ready' }
  | { what: 'apply' | 'dismiss' | 'refine' | 'go'; advisory: number };

export class Advisor implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly id = 'spark.advisor';
  private view: vscode.WebviewView | undefined;
  private here: Here | undefined;
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;
  private readonly listeners: vscode.Disposable[];
  /** When the last upgrade came, and when it was on the screen, ms; for measuring. */
  timing: { came: number; drawn: number } | undefined;

  constructor(
    private readonly root: vscode.Uri,
    private readonly server: Server,
  ) {
    const follow = (): void => this.follow();
    this.listeners = [
      vscode.window.onDidChangeActiveTextEditor(follow),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => textEditor === vscode.window.activeTextEditor && follow()),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const uri = vscode.window.activeTextEditor?.document.uri.toString();
        if (uris.some((one) => one.toString() === uri)) {
          follow();
        }
      }),
      server.onChange(follow),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listeners.forEach((one) => one.dispose());
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const media = vscode.Uri.joinPath(this.root, 'media');
    view.webview.options = { enableScripts: true, localResourceRoots: [media] };
    view.webview.html = page(view.webview, media);
    view.webview.onDidReceiveMessage((message: FromView) => this.told(message));
    view.onDidChangeVisibility(() => this.follow());
    view.onDidDispose(() => (this.view = undefined));
  }

  /** Shows the place of the cursor, or what a command said of a place. */
  async reveal(emit?: Emit, uri?: string): Promise<void> {
    await vscode.commands.executeCommand(`${Advisor.id}.focus`);
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === (uri && vscode.Uri.parse(uri).toString()));
    if (emit && document) {
      this.show({ uri: document.uri, version: document.version, emit }, document, true);
    } else {
      await this.look();
    }
  }

  /** Better words came. */
  upgraded(upgrade: Upgrade): void {
    const editor = vscode.window.activeTextEditor;
    const uri = vscode.Uri.parse(upgrade.uri);
    if (!this.view?.visible || editor?.document.uri.toString() !== uri.toString()) {
      return;
    }
    if (upgrade.version !== null && upgrade.version !== editor.document.version) {
      return;
    }
    const line = editor.selection.active.line;
    if (upgrade.emit.range.start.line <= line && line <= upgrade.emit.range.end.line) {
      this.timing = { came: performance.now(), drawn: 0 };
      this.show({ uri, version: editor.document.version, emit: upgrade.emit }, editor.document, true);
    }
  }

  private follow(): void {
    if (this.view?.visible) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.look(), FOLLOW_MS);
    }
  }

  private async look(news = false): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!this.view?.visible || !editor) {
      return;
    }
    if (!isOurs(editor.document) || !this.server.runs) {
      this.say(this.server.runs ? 'No advice for this sort of file.' : `Spark is off: ${this.server.why || 'it starts'}.`);
      return;
    }
    const { document } = editor;
    const mine = ++this.asked;
    const client = this.server.client!;
    const params = {
      textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
      position: editor.selection.active,
    };
    const emit = await client.sendRequest<Emit | null>('spark/packet', params).catch(() => null);
    if (mine !== this.asked) {
      return; // the cursor went on
    }
    if (emit) {
      this.show({ uri: document.uri, version: document.version, emit }, document, news);
    } else {
      this.say('Nothing to advise here.');
    }
  }

  /** `news`: it answers a person, or is news of what they look at; what comes with the cursor is not read out. */
  private show(here: Here, document: vscode.TextDocument, news = false): void {
    this.here = here;
    const card = cardOf(here.emit, document.getText().split(/\r?\n/));
    void this.post({ card, said: news ? aloud(card) : '' });
    const { client } = this.server;
    if (client) {
      shown(client, client.code2ProtocolConverter.asUri(here.uri), here.emit, () => this.here === here && this.view?.visible === true);
    }
  }

  private say(text: string): void {
    this.here = undefined;
    void this.post({ text });
  }

  private async post(message: { card: Card; said: string } | { text: string; said?: string }): Promise<void> {
    await this.view?.webview.postMessage(message);
    if (this.timing && this.timing.drawn === 0) {
      this.timing.drawn = performance.now();
    }
  }

  private async told(message: FromView): Promise<void> {
    if (message.what === 'ready') {
      await this.look(true); // a person opened it; what was posted before it was there is lost
      return;
    }
    const { here } = this;
    const advisory = here?.emit.advisories[message.advisory];
    if (!here || !advisory) {
      return;
    }
    switch (message.what) {
      case 'apply':
        return this.apply(here, advisory);
      case 'dismiss':
        return dismiss(this.server, this.uriOf(here), advisory.range.start, ruleOf(advisory));
      case 'refine':
        return this.refine(here, advisory);
      case 'go':
        return go(here.uri, advisory);
    }
  }

  private async apply(here: Here, advisory: Advisory): Promise<void> {
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === here.uri.toString());
    if (!advisory.edit || document?.version !== here.version) {
      await this.look();
      return;
    }
    const edit = new vscode.WorkspaceEdit();
    for (const { range, newText } of advisory.edit.edits) {
      edit.replace(here.uri, rangeOf(range.start, range.end), newText);
    }
    if (await vscode.workspace.applyEdit(edit)) {
      await this.server.run('spark.accept', this.uriOf(here), advisory.range.start, ruleOf(advisory));
    }
  }

  private async refine(here: Here, advisory: Advisory): Promise<void> {
    const text = 'A model looks at this code…';
    void this.post({ text, said: text });
    const found = await this.server.run<{ markdown: string; emit: Emit | null }>(
      'spark.refineHere',
      this.uriOf(here),
      advisory.range.start,
    );
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === here.uri.toString());
    if (found?.emit && document) {
      this.show({ uri: here.uri, version: document.version, emit: found.emit }, document, true);
      const why = /No refined advice: (.*)\.$/m.exec(found.markdown)?.[1];
      if (why) {
        void vscode.window.showInformationMessage(`Spark: ${why}`);
      }
    } else {
      await this.look();
    }
  }

  private uriOf(here: Here): string {
    return this.server.client?.code2ProtocolConverter.asUri(here.uri) ?? here.uri.toString();
  }
}

/** Puts advice away, and offers to bring it back. */
export async function dismiss(server: Server, uri: string, at: Position, rule: string, scope?: string): Promise<void> {
  const args = scope ? [uri, at, rule, scope] : [uri, at, rule];
  const done = await server.run<{ dismissed: boolean }>('spark.dismiss', ...args);
  if (done?.dismissed) {
    const answer = await vscode.window.showInformationMessage(`Spark: dismissed (${rule}).`, 'Undo');
    if (answer === 'Undo') {
      await server.run('spark.restore');
    }
  }
}

async function go(uri: vscode.Uri, advisory: Advisory): Promise<void> {
  const selection = rangeOf(advisory.range.start, advisory.range.start);
  await vscode.window.showTextDocument(uri, { selection, preserveFocus: false });
}

function ruleOf(advisory: Advisory): string {
  return advisory.evidence[0]?.rule ?? '';
}

function rangeOf(start: Position, end: Position): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
