/** What a person set, as the server is told it: their own with its start, the rest when it asks. */

import * as vscode from 'vscode';

import userOnly from './userOnly.json';

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
export function otherSettings(): Record<string, unknown> {
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
