// Draws the Advisor's card. All text is put in as text, never as markup.
(() => {
  const vscode = acquireVsCodeApi();
  const main = document.getElementById('advice');
  const status = document.getElementById('said');

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

  function button(label, what, advisory, headline, primary) {
    const made = element('button', label, primary ? 'primary' : '');
    made.type = 'button';
    made.setAttribute('aria-label', `${label}: ${headline}`);
    made.addEventListener('click', () => vscode.postMessage({ what, advisory }));
    return made;
  }

  function article(one, advisory) {
    const made = element('article');
    made.setAttribute('aria-label', `${one.severity}: ${one.headline.replaceAll('`', '')}`);
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
      diff.setAttribute('role', 'figure');
      diff.setAttribute('aria-label', `The edit: ${one.title}`);
      for (const line of one.diff) {
        diff.append(element({ '-': 'del', '+': 'ins' }[line.kind] ?? 'span', `${line.kind} ${line.text}\n`));
      }
      made.append(diff, element('p', one.checks, 'facts'));
    }
    const row = element('div', '', 'row');
    const headline = one.headline.replaceAll('`', '');
    if (one.diff.length) row.append(button('Apply', 'apply', advisory, headline, true));
    row.append(button('Refine', 'refine', advisory, headline), button('Dismiss', 'dismiss', advisory, headline));
    made.append(row, element('p', one.facts, 'facts'));
    return made;
  }

  window.addEventListener('message', ({ data }) => {
    const buttons = () => [...main.querySelectorAll('button')];
    const focused = buttons().indexOf(document.activeElement);
    const label = document.activeElement?.textContent;
    if (data.said && data.said !== status.textContent) status.textContent = data.said;
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
    const same = buttons()[focused];
    (same?.textContent === label ? same : buttons().find((one) => one.textContent === label))?.focus();
  });

  vscode.postMessage({ what: 'ready' });
})();
