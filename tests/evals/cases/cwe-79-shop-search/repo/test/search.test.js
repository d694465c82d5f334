'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { search } = require('../src/search');

const ARTICLES = [{ name: 'Tea & honey', price: 4.5 }, { name: 'Coffee', price: 7 }];

function ask(q) {
  let sent = '';
  search(ARTICLES)({ query: { q } }, { send(body) { sent = body; } });
  return sent;
}

test('articles are found', () => {
  assert.match(ask('tea'), /1 for <b>tea<\/b>.*<li>Tea &amp; honey: 4.50<\/li>/);
});

test('without a term everything is listed', () => {
  assert.match(ask(undefined), /2 for <b><\/b>/);
});
