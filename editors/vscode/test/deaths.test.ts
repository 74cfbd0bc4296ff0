import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Deaths } from '../src/deaths';

const MINUTE_MS = 60_000;

test('deaths soon after each other add up', () => {
  const deaths = new Deaths();
  deaths.began(0);
  assert.equal(deaths.died(MINUTE_MS), 1);
  deaths.began(MINUTE_MS);
  assert.equal(deaths.died(3 * MINUTE_MS), 2);
});

test('one after three minutes of good running is the first again, as is one after a person started it', () => {
  const deaths = new Deaths();
  deaths.began(0);
  assert.equal(deaths.died(1), 1);
  deaths.began(1);
  assert.equal(deaths.died(4 * MINUTE_MS), 1);
  deaths.forget();
  deaths.began(4 * MINUTE_MS);
  assert.equal(deaths.died(4 * MINUTE_MS + 1), 1);
});
