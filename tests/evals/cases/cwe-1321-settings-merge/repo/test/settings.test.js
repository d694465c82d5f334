'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { merge } = require('../src/merge');
const { settingsFrom, DEFAULTS } = require('../src/settings');

test('settings lie on top of the defaults', () => {
  assert.deepStrictEqual(settingsFrom('{"theme": {"size": 14}, "columns": ["date"]}'), { theme: { name: 'light', size: 14 }, columns: ['date'], notify: true });
  assert.strictEqual(DEFAULTS.theme.size, 12);
});

test('merge changes and returns its target', () => {
  const target = { a: 1 };
  assert.strictEqual(merge(target, { b: 2 }), target);
  assert.deepStrictEqual(target, { a: 1, b: 2 });
});

test('what is no object is refused', () => {
  assert.throws(() => settingsFrom('3'), SyntaxError);
});
