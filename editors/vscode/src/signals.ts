/** What the server is told of the person: cursor, what others' servers say, and what was read for a second. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { LANGUAGES } from './server';
import type { Emit } from './types';

const CURSOR_MS = 80;
const DIAGNOSTICS_MS = 200;
const SHOWN_MS = 1000;

/** Whether our server looks at it. */
export function isOurs(document: vscode.TextDocument): boolean {
  return LANGUAGES.includes(document.languageId) && ['file', 'untitled'].includes(document.uri.scheme);
}

/** Calls at most once in a while, with the last arguments. */
class Later<A extends unknown[]> implements vscode.Disposable {
  private timer: NodeJS.Timeout | undefined;
  private args: A | undefined;

  constructor(
    private readonly ms: number,
    private readonly call: (...args: A) => void,
  ) {}

  do(...args: A): void {
    this.args = args;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.call(...this.args!);
    }, this.ms);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}

/** Begins to tell a client; ends when it is disposed of. */
export function tell(client: LanguageClient): vscode.Disposable {
  const send = (method: string, params: object): void => {
    void client.sendNotification(method, params).catch(() => undefined);
  };
  const cursor = new Later(CURSOR_MS, (editor: vscode.TextEditor) => {
    const [visible] = editor.visibleRanges;
    send('spark/cursor', {
      textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri), version: editor.document.version },
      position: editor.selection.active,
      ...(visible ? { visibleRange: client.code2ProtocolConverter.asRange(visible) } : {}),
    });
  });
  const waiting = new Map<string, vscode.Uri>();
  /** Documents that others said something of. */
  const spoken = new Set<string>();
  const diagnostics = new Later(DIAGNOSTICS_MS, () => {
    for (const uri of waiting.values()) {
      const others = vscode.languages.getDiagnostics(uri).filter((one) => one.source !== 'spark');
      if (!others.length && !spoken.has(uri.toString())) {
        continue; // only ours changed
      }
      spoken.add(uri.toString());
      send('spark/diagnostics', {
        textDocument: { uri: client.code2ProtocolConverter.asUri(uri) },
        diagnostics: others.map((one) => ({
          range: client.code2ProtocolConverter.asRange(one.range),
          message: one.message,
          severity: one.severity + 1,
          source: one.source,
          code: typeof one.code === 'object' ? one.code.value : one.code,
        })),
      });
    }
    waiting.clear();
  });
  const moved = (editor: vscode.TextEditor | undefined): void => {
    if (editor && isOurs(editor.document)) {
      cursor.do(editor);
    }
  };
  moved(vscode.window.activeTextEditor);
  return vscode.Disposable.from(
    cursor,
    diagnostics,
    vscode.window.onDidChangeActiveTextEditor(moved),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => moved(textEditor)),
    vscode.window.onDidChangeTextEditorVisibleRanges(
      ({ textEditor }) => textEditor === vscode.window.activeTextEditor && moved(textEditor),
    ),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      for (const uri of uris) {
        if (vscode.workspace.textDocuments.some((one) => one.uri.toString() === uri.toString() && isOurs(one))) {
          waiting.set(uri.toString(), uri);
          diagnostics.do();
        }
      }
    }),
  );
}

/** Tells, once a second has gone by and it is still before their eyes, that advice was shown. */
export function shown(client: LanguageClient, uri: string, emit: Emit, still: () => boolean): void {
  setTimeout(() => {
    if (still()) {
      const params = { uri, key: emit.lineage.key, advisory: 0, action: 'shown' };
      void client.sendNotification('spark/feedback', params).catch(() => undefined);
    }
  }, SHOWN_MS);
}
