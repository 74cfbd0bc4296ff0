/** What is shown, made from what the server says: no editor in it, so that it can be tested alone. */

import type { Advisory, Emit, Status, TextEdit } from './types';

export interface DiffLine {
  kind: ' ' | '-' | '+';
  text: string;
}

export interface Shown {
  rule: string;
  headline: string;
  why: string;
  next: string;
  risk: string;
  severity: string;
  facts: string;
  title: string;
  checks: string;
  diff: DiffLine[];
}

export interface Card {
  unit: string;
  lineage: string;
  advisories: Shown[];
}

/** Where the words came from; a model's name stands on what a model wrote. */
export function lineageOf(emit: Emit): string {
  const { model, ageMs, contextChanged } = emit.lineage;
  const parts = [emit.lane === 'programmatic' ? 'programmatic, no model' : `${emit.lane} by ${model ?? 'a model'}`];
  if (emit.lane !== 'programmatic' && ageMs !== undefined) {
    parts.push(age(ageMs));
  }
  if (contextChanged) {
    parts.push('what is around it has changed since');
  }
  return parts.join(' · ');
}

function age(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) {
    return 'just now';
  }
  return seconds < 7200 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`;
}

/** What an emit says, and who says it, without how long ago: the same words twice are no news. */
export function saidOf(emit: Emit): string {
  return JSON.stringify([emit.unit, emit.lane, emit.lineage.model, emit.advisories]);
}

/** What a screen reader says of a card that is news. */
export function aloud(card: Card): string {
  return card.advisories.map(({ severity, headline }) => `${severity}: ${headline.replaceAll('`', '')}`).join('. ');
}

/** The whole card of a unit; `lines` are the document's. */
export function cardOf(emit: Emit, lines: readonly string[]): Card {
  return { unit: emit.unit, lineage: lineageOf(emit), advisories: emit.advisories.map((one) => shown(one, lines)) };
}

function shown(one: Advisory, lines: readonly string[]): Shown {
  const [first] = one.evidence;
  return {
    rule: first?.rule ?? '',
    headline: one.headline,
    why: one.why,
    next: one.nextStep,
    risk: one.risk ?? '',
    severity: one.severity,
    facts: [one.severity, first?.rule ?? '', ...(first?.cwe ?? [])].filter(Boolean).join(' · '),
    title: one.edit?.title ?? '',
    checks: one.edit ? `Checked: ${one.edit.checks.join(', ')}` : '',
    diff: one.edit ? diffOf(one.edit.edits, lines) : [],
  };
}

/** The lines that edits change, each hunk with a line before and after it. Edits do not overlap. */
export function diffOf(edits: readonly TextEdit[], lines: readonly string[]): DiffLine[] {
  const found: DiffLine[] = [];
  const ordered = [...edits].sort((a, b) => a.range.start.line - b.range.start.line);
  let next = 0;
  for (let i = 0; i < ordered.length; ) {
    const first = ordered[i]!.range.start.line;
    let last = ordered[i]!.range.end.line;
    let j = i + 1;
    while (j < ordered.length && ordered[j]!.range.start.line <= last) {
      last = Math.max(last, ordered[j]!.range.end.line);
      j += 1;
    }
    const before = lines.slice(first, last + 1);
    const after = applied(ordered.slice(i, j), lines, first, last);
    if (first - 1 >= next && first > 0) {
      found.push({ kind: ' ', text: lines[first - 1] ?? '' });
    }
    found.push(...trimmed(before, after));
    if (last + 1 < lines.length) {
      found.push({ kind: ' ', text: lines[last + 1] ?? '' });
    }
    next = last + 2;
    i = j;
  }
  return found;
}

function applied(edits: readonly TextEdit[], lines: readonly string[], first: number, last: number): string[] {
  let text = '';
  let line = first;
  let character = 0;
  for (const { range, newText } of edits) {
    text += between(lines, line, character, range.start.line, range.start.character) + newText;
    line = range.end.line;
    character = range.end.character;
  }
  const rest = line < lines.length ? [(lines[line] ?? '').slice(character), ...lines.slice(line + 1, last + 1)] : [];
  return (text + rest.join('\n')).split('\n');
}

function between(lines: readonly string[], line: number, character: number, toLine: number, to: number): string {
  if (line === toLine) {
    return (lines[line] ?? '').slice(character, to);
  }
  const middle = lines.slice(line + 1, toLine);
  return [(lines[line] ?? '').slice(character), ...middle, (lines[toLine] ?? '').slice(0, to)].join('\n');
}

function trimmed(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) {
    head += 1;
  }
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  return [
    ...before.slice(head, before.length - tail).map((text): DiffLine => ({ kind: '-', text })),
    ...after.slice(head, after.length - tail).map((text): DiffLine => ({ kind: '+', text })),
  ];
}

export type Standing = 'off' | 'starting' | 'programmatic' | 'warming' | 'ready' | 'refining' | 'paused' | 'missing';

export interface Line {
  text: string;
  tooltip: string;
}

const ICONS: Record<Standing, string> = {
  off: '$(circle-slash)',
  starting: '$(loading~spin)',
  programmatic: '$(lightbulb)',
  warming: '$(loading~spin)',
  ready: '$(lightbulb-sparkle)',
  refining: '$(sync~spin)',
  paused: '$(debug-pause)',
  missing: '$(cloud-download)',
};

const WORDS: Record<Standing, string> = {
  off: 'Spark is off',
  starting: 'Spark starts',
  programmatic: 'Advice without a model',
  warming: 'A model is being loaded; advice is there without it',
  ready: 'Advice, and models to word and repair it',
  refining: 'A model makes a packet in the background',
  paused: 'Models rest; advice is there without them',
  missing: 'A model is missing; advice is there without it',
};

/** The status bar's item. */
export function lineOf(standing: Standing, why: string): Line {
  return { text: `${ICONS[standing]} Spark`, tooltip: why ? `${WORDS[standing]}: ${why}` : WORDS[standing] };
}

/** One word for what the server said. */
export function standingOf(status: Status): Standing {
  return status.models?.state ?? 'programmatic';
}

const SIZES: Record<string, string> = { 'llama3.2:3b': '2.0 GB', 'phi4-mini': '2.5 GB', 'qwen2.5-coder:3b': '1.9 GB' };

/** Models that the server says to pull, each once, with a label for a button. */
export function pulls(status: Status): { model: string; label: string }[] {
  const names = Object.values(status.roles ?? {}).flatMap((role) =>
    role.model === null ? [...role.why.matchAll(/ollama pull ([\w.:/-]+)/g)].map((match) => match[1]!) : [],
  );
  return [...new Set(names)].map((model) => ({ model, label: `Pull ${model}${SIZES[model] ? ` (${SIZES[model]})` : ''}` }));
}
