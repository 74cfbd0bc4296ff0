/** The Advisor's page: no script but ours, no style but ours, nothing from the net. */

import { randomBytes } from 'node:crypto';

import * as vscode from 'vscode';

export function page(webview: vscode.Webview, media: vscode.Uri): string {
  const nonce = randomBytes(16).toString('hex');
  const [script, style] = ['view.js', 'view.css'].map((name) => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString());
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="${style}">
<title>Spark Advisor</title>
</head>
<body>
<main id="advice" aria-label="Advice on the code under the cursor"></main>
<p id="said" class="unseen" role="status"></p>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
