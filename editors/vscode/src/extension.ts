/** What happens when VS Code starts us: everything is made here, and ends with its disposal. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { Bar } from './bar';
import { Hovers } from './hovers';
import { Own } from './own';
import { Server } from './server';
import { isOurs, tell } from './signals';
import type { Emit, Upgrade } from './types';
import { Advisor, dismiss } from './view';
import userOnly from './userOnly.json';

const SHOWING = ['spark.showAdvisory', 'spark.refineHere', 'spark.explain'];
const WELCOMED = 'spark.welcomed';

export interface Api {
  /** Milliseconds that activation took of this process, the server's start not among them. */
  activatedMs: number;
  server: Server;
  advisor: Advisor;
  hovers: Hovers;
}

export function activate(context: vscode.ExtensionContext): Api {
  const began = performance.now();
  const output = vscode.window.createOutputChannel('Spark', { log: true });
  const hovers = new Hovers();
  const server = new Server(
    output,
    {
      provideHover: hovers.provideHover!,
      executeCommand: async (command, args, next) => {
        if (command === 'spark.dismiss') {
          const [uri, at, rule] = args as [string, { line: number; character: number }, string];
          return dismiss(server, uri, at, rule);
        }
        const result: unknown = await next(command, args);
        if (SHOWING.includes(command)) {
          const found = result as { emit: Emit | null } | null;
          await advisor.reveal(found?.emit ?? undefined, args[0] as string);
        }
        return result;
      },
    },
    (client) => vscode.Disposable.from(listen(client), tell(client)),
    new Own(
      context.globalStorageUri.fsPath,
      (context.extension.packageJSON as { version: string }).version,
      context.asAbsolutePath('server'),
      process.platform === 'win32',
    ),
  );
  const advisor = new Advisor(context.extensionUri, server);
  const bar = new Bar(context, server);

  function listen(client: LanguageClient): vscode.Disposable {
    return vscode.Disposable.from(
      client.onNotification('spark/advisory', (upgrade: Upgrade) => {
        advisor.upgraded(upgrade);
        void hovers.upgraded(upgrade);
      }),
      client.onNotification('spark/standing', () => void bar.look()),
    );
  }

  /** Runs a command of the server for the place of the cursor. */
  async function here<T>(command: string, ...more: unknown[]): Promise<T | undefined> {
    const editor = vscode.window.activeTextEditor;
    const client = server.client;
    if (!editor || !client || !isOurs(editor.document)) {
      return undefined;
    }
    const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
    return server.run<T>(command, uri, editor.selection.active, ...more);
  }

  async function step(command: string): Promise<void> {
    const found = await here<{ uri: string; range: { start: { line: number; character: number } } }>(command);
    if (!found) {
      vscode.window.setStatusBarMessage('Spark: no advice in this file', 3000);
      return;
    }
    const { line, character } = found.range.start;
    const place = new vscode.Position(line, character);
    await vscode.window.showTextDocument(vscode.Uri.parse(found.uri), { selection: new vscode.Range(place, place) });
  }

  async function show(command: string): Promise<void> {
    const found = await here<{ emit: Emit | null }>(command);
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    await advisor.reveal(found?.emit ?? undefined, uri);
  }

  async function dismissHere(scope?: string): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const client = server.client;
    if (!editor || !client) {
      return;
    }
    const params = {
      textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri) },
      position: editor.selection.active,
    };
    const emit = await client.sendRequest<Emit | null>('spark/packet', params).catch(() => null);
    const line = editor.selection.active.line;
    const one =
      emit?.advisories.find(({ range }) => range.start.line <= line && line <= range.end.line) ?? emit?.advisories[0];
    const rule = one?.evidence[0]?.rule;
    if (one && rule) {
      await dismiss(server, params.textDocument.uri, one.range.start, rule, scope);
    }
  }

  async function openSample(): Promise<void> {
    const file = vscode.Uri.joinPath(context.extensionUri, 'media', 'sample.py');
    const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'python', content }));
  }

  const commands: Record<string, () => unknown> = {
    'spark.hover': () => hovers.show(),
    'spark.show': () => show('spark.showAdvisory'),
    'spark.refine': () => show('spark.refineHere'),
    'spark.explainHere': () => show('spark.explain'),
    'spark.next': () => step('spark.nextAdvisory'),
    'spark.previous': () => step('spark.previousAdvisory'),
    'spark.dismissHere': () => dismissHere(),
    'spark.dismissInFile': () => dismissHere('file'),
    'spark.dismissInFolder': () => dismissHere('folder'),
    'spark.undoDismissal': () => server.run('spark.restore'),
    'spark.menu': () => bar.menu(),
    'spark.pauseModels': () => bar.pause(3600),
    'spark.resumeModels': () => bar.resume(),
    'spark.install': () => server.install(),
    'spark.restart': () => server.restart(),
    'spark.showLog': () => output.show(),
    'spark.openSample': openSample,
  };
  context.subscriptions.push(
    output,
    server,
    advisor,
    bar,
    { dispose: () => first.dispose() },
    vscode.window.registerWebviewViewProvider(Advisor.id, advisor),
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (['server.command', ...userOnly].some((name) => event.affectsConfiguration(`spark.${name}`))) {
        void server.restart();
      } else if (event.affectsConfiguration('spark')) {
        void server.client?.sendNotification('workspace/didChangeConfiguration', { settings: null });
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server.restart()),
  );
  const activatedMs = performance.now() - began;
  output.info(`activated in ${activatedMs.toFixed(1)} ms`);
  void server.start();
  const first = server.onChange((runs) => {
    if (runs) {
      first.dispose();
      void welcome(context);
    }
  });
  return { activatedMs, server, advisor, hovers };
}

async function welcome(context: vscode.ExtensionContext): Promise<void> {
  if (context.globalState.get(WELCOMED) || context.extensionMode === vscode.ExtensionMode.Test) {
    return;
  }
  await context.globalState.update(WELCOMED, true);
  const text = 'Spark marks what is risky in your code, says why, and mends what it can.';
  const answer = await vscode.window.showInformationMessage(text, 'Try it on a sample', 'Show me around');
  if (answer === 'Try it on a sample') {
    await vscode.commands.executeCommand('spark.openSample');
  } else if (answer) {
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'spark-lsp.spark-lsp#start', false);
  }
}

export function deactivate(): void {
  // the server is stopped by its disposal
}
