import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aloud, cardOf, diffOf, lineOf, lineageOf, pulls, saidOf, standingOf } from '../src/present';
import type { Emit, Status } from '../src/types';

const at = (line: number, character: number, toLine = line, to = character) => ({
  start: { line, character },
  end: { line: toLine, character: to },
});

const emit = (more: Partial<Emit> = {}): Emit => ({
  path: '/shop.py',
  unit: 'charge',
  range: at(0, 0, 9),
  lane: 'programmatic',
  advisories: [
    {
      headline: '`charge` misses a check',
      nextStep: 'Add it',
      why: 'Anyone gets in.',
      severity: 'warning',
      confidence: 0.9,
      category: 'security',
      range: at(1, 4, 1, 10),
      evidence: [{ rule: 'x-sibling-access', range: at(1, 4), source: 'core', cwe: ['CWE-862'] }],
      edit: { title: 'Check it', edits: [{ range: at(1, 0), newText: '    check()\n' }], checks: ['parses'], safe: true },
    },
  ],
  lineage: { key: 'k' },
  ...more,
});

test('what no model wrote says so, what one wrote names it', () => {
  assert.equal(lineageOf(emit()), 'programmatic, no model');
  const made = emit({ lane: 'refined', lineage: { key: 'k', model: 'phi4-mini', ageMs: 180_000, contextChanged: true } });
  assert.equal(lineageOf(made), 'refined by phi4-mini · 3 min ago · what is around it has changed since');
});

test('the same words told again are no news, however old; other words are', () => {
  const told = emit({ lane: 'realtime', lineage: { key: 'k', model: 'llama3.2:3b', ageMs: 3 } });
  const again = emit({ lane: 'realtime', lineage: { key: 'k', model: 'llama3.2:3b', ageMs: 900 } });
  assert.equal(saidOf(told), saidOf(again));
  assert.notEqual(saidOf(told), saidOf(emit({ lane: 'refined', lineage: { key: 'k', model: 'llama3.2:3b' } })));
  const [one] = told.advisories;
  assert.ok(one);
  assert.notEqual(saidOf(told), saidOf({ ...told, advisories: [{ ...one, headline: 'Nobody checks the caller' }] }));
});

test('a screen reader is told how bad it is and what it is, without the marks of code', () => {
  const [one] = emit().advisories;
  const card = cardOf(emit({ advisories: [{ ...one!, headline: '`charge()` asks nobody' }] }), ['def charge():', '']);
  assert.equal(aloud(card), 'warning: charge() asks nobody');
});

test('a card has the edit as a diff and the checks that it passed', () => {
  const [one] = cardOf(emit(), ['def charge():', '    take()', '']).advisories;
  assert.deepEqual(one?.diff, [
    { kind: ' ', text: 'def charge():' },
    { kind: '+', text: '    check()' },
    { kind: ' ', text: '' },
  ]);
  assert.equal(one?.checks, 'Checked: parses');
  assert.equal(one?.facts, 'warning · x-sibling-access · CWE-862');
});

test('a diff within a line shows the line before and after', () => {
  const lines = ['a', 'x = load(text)', 'b'];
  assert.deepEqual(diffOf([{ range: at(1, 4, 1, 8), newText: 'safe_load' }], lines), [
    { kind: ' ', text: 'a' },
    { kind: '-', text: 'x = load(text)' },
    { kind: '+', text: 'x = safe_load(text)' },
    { kind: ' ', text: 'b' },
  ]);
});

test('edits far apart are hunks of their own, and one of several lines is one', () => {
  const lines = ['0', '1', '2', '3', '4', '5', '6', '7'];
  const diff = diffOf(
    [
      { range: at(6, 0, 6, 1), newText: 'six' },
      { range: at(1, 0, 3, 0), newText: 'one\n' },
    ],
    lines,
  );
  assert.deepEqual(
    diff.map(({ kind, text }) => kind + text),
    [' 0', '-1', '-2', '+one', ' 4', ' 5', '-6', '+six', ' 7'],
  );
});

test('the status bar says what models do, and a missing one what to pull', () => {
  const status: Status = {
    state: 'idle',
    backend: { kind: 'ollama' },
    models: { state: 'missing', why: 'llama3.2:3b is not pulled' },
    roles: {
      realtime: { model: null, why: 'llama3.2:3b is not there; run: ollama pull llama3.2:3b' },
      refine: { model: null, why: 'run: ollama pull llama3.2:3b' },
      coding: { model: 'qwen', why: 'chosen' },
    },
  };
  assert.equal(standingOf(status), 'missing');
  assert.deepEqual(pulls(status), [{ model: 'llama3.2:3b', label: 'Pull llama3.2:3b (2.0 GB)' }]);
  assert.match(lineOf('missing', 'x').tooltip, /model is missing.*: x/);
  assert.equal(standingOf({ state: 'idle', backend: { kind: 'none' } }), 'programmatic');
});
