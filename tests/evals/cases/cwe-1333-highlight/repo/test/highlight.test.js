'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { lines } = require('../src/highlight');

function ask(q) {
  let sent;
  lines('Tea and tea\nCoffee <b>\nnothing')({ query: { q } }, { json(body) { sent = body; } });
  return sent;
}

test('a term is marked wherever it stands', () => {
  assert.deepStrictEqual(ask('tea'), ['<mark>Tea</mark> and <mark>tea</mark>']);
  assert.deepStrictEqual(ask('COFFEE'), ['<mark>Coffee</mark> &lt;b&gt;']);
  assert.deepStrictEqual(ask(''), []);
});
