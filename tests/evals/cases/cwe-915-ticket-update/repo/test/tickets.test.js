'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { handlers } = require('../src/tickets');

const answer = () => ({ status(code) { this.code = code; return this; }, json(body) { this.body = body; return this; } });

test('a ticket is made and changed by its owner', () => {
  const { create, update } = handlers(new Map());
  const made = create({ user: 'ada', body: { title: 'Printer' } }, answer());
  assert.strictEqual(made.code, 201);
  const changed = update({ user: 'ada', params: { number: '1' }, body: { text: 'on fire' } }, answer());
  assert.deepStrictEqual(changed.body, { number: 1, owner: 'ada', state: 'open', title: 'Printer', text: 'on fire', urgent: false });
  assert.strictEqual(update({ user: 'bob', params: { number: '1' }, body: {} }, answer()).code, 404);
  assert.strictEqual(update({ user: 'ada', params: { number: '1' }, body: { title: '' } }, answer()).code, 400);
});
