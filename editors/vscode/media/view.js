// Draws the Advisor's card. All text is put in as text, never as markup.
(() => {
  const vscode = acquireVsCodeApi();
  const main = document.getElementById('advice');

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  // Code between back-ticks, as a hover shows it.
  function words(name, text, className) {
    const made = element(name, '', className);
    text.split('`').forEach((part, i) => made.append(i % 2 ? element('code', part) : part));
    return made;
  }

  function button(label, what, advisory, primary) {
    const made = element('button', label, primary ? 'primary' : '');
    made.type = 'button';
    made.addEventListener('click', () => vscode.postMessage({ what, advisory }));
    return made;
  }

  function article(one, advisory) {
    const made = element('article');
    made.setAttribute('aria-label', `${one.severity}: ${one.headline}`);
    const head = element('h2', '', one.severity);
    const link = words('a', one.headline);
    link.href = '#';
    link.addEventListener('click', (event) => {
      event.preventDefault();
      vscode.postMessage({ what: 'go', advisory });
    });
    head.append(link);
    made.append(head);
    if (one.why) made.append(words('p', one.why));
    if (one.risk) made.append(words('p', `Risk: ${one.risk}`));
    if (one.next) made.append(words('p', `Next: ${one.next}`, 'next'));
    if (one.diff.length) {
      const diff = element('pre');
      diff.setAttribute('aria-label', `The edit: ${one.title}`);
      for (const line of one.diff) {
        diff.append(element('span', `${line.kind} ${line.text}\n`, { '-': 'removed', '+': 'added' }[line.kind] ?? ''));
      }
      made.append(diff, element('p', one.checks, 'facts'));
    }
    const row = element('div', '', 'row');
    if (one.diff.length) row.append(button('Apply', 'apply', advisory, true));
    row.append(button('Refine', 'refine', advisory), button('Dismiss', 'dismiss', advisory));
    made.append(row, element('p', one.facts, 'facts'));
    return made;
  }

  window.addEventListener('message', ({ data }) => {
    const focused = document.activeElement?.textContent;
    if (data.text) {
      main.replaceChildren(element('p', data.text, 'quiet'));
      return;
    }
    const { card } = data;
    main.replaceChildren(
      ...card.advisories.map(article),
      element('p', card.lineage, 'facts lineage'),
    );
    // what had the focus keeps it, so that an upgrade does not throw a keyboard out of the view
    [...main.querySelectorAll('button')].find((one) => one.textContent === focused)?.focus();
  });

  vscode.postMessage({ what: 'ready' });
})();
