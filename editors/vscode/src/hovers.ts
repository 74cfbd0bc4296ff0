/**
 * Hovers that get better while they are open.
 *
 * No stable API tells whether a hover is open. One that was asked for at the cursor was most likely opened from the
 * keyboard; it is opened again with the better words as long as cursor and text are the same and the words came in
 * time. Neither cursor nor focus is moved.
 */

import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';

import { saidOf } from './present';
import type { Upgrade } from './types';

const FRESH_MS = 5000;

interface Asked {
  uri: string;
  version: number;
  position: vscode.Position;
  at: number;
  /** The words for which it was opened again. */
  said: string | undefined;
}

export class Hovers {
  private last: Asked | undefined;
  /** Upgrades that were shown, for the log and for tests. */
  reopened = 0;

  readonly provideHover: Middleware['provideHover'] = async (document, position, token, next) => {
    const hover = await next(document, position, token);
    const editor = vscode.window.activeTextEditor;
    const atCursor = editor?.document === document && editor.selection.isEmpty && editor.selection.active.isEqual(position);
    if (!hover || !atCursor) {
      this.last = undefined;
      return hover;
    }
    const [uri, { version }] = [document.uri.toString(), document];
    const { last } = this;
    // what we open again is a look too, to which the server tells the same words: without `said` that has no end
    const again = last?.uri === uri && last.version === version && last.position.isEqual(position);
    this.last = { uri, version, position, at: Date.now(), said: again ? last.said : undefined };
    return hover;
  };

  /** Better words came. */
  async upgraded(upgrade: Upgrade): Promise<void> {
    const { last } = this;
    const editor = vscode.window.activeTextEditor;
    if (!last || !editor || !upgrade.inTime || Date.now() - last.at > FRESH_MS) {
      return;
    }
    const same =
      editor.document.uri.toString() === last.uri &&
      vscode.Uri.parse(upgrade.uri).toString() === last.uri &&
      editor.document.version === last.version &&
      editor.selection.active.isEqual(last.position);
    const said = saidOf(upgrade.emit);
    if (same && said !== last.said && vscode.window.state.focused) {
      last.said = said;
      this.reopened += 1;
      // a hover that is open at the same place is not asked for again
      await vscode.commands.executeCommand('editor.action.hideHover');
      await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
    }
  }

  /** Opens it from the keyboard, so that it can be improved. */
  show(): Thenable<unknown> {
    return vscode.commands.executeCommand('editor.action.showHover');
  }
}
