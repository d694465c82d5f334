'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { merge } = require('../src/merge');
const { settingsFrom, DEFAULTS } = require('../src/settings');

const ATTACKS = [
  '{"__proto__": {"polluted": 1}}',
  '{"theme": {"__proto__": {"polluted": 1}}}',
  '{"constructor": {"prototype": {"polluted": 1}}}',
  '{"theme": {"constructor": {"prototype": {"polluted": 1}}}}',
  '{"__proto__": {"__proto__": {"polluted": 1}}}',
  '{"new": {"__proto__": {"polluted": 1}}}',
];

for (const text of ATTACKS) {
  test(`no other object changes: ${text}`, () => {
    try {
      settingsFrom(text);
      merge({}, JSON.parse(text));
    } catch {
      // Refusing is fine.
    }
    const seen = [{}.polluted, [].polluted, (() => 0).polluted];
    delete Object.prototype.polluted;
    delete Function.prototype.polluted;
    assert.deepStrictEqual(seen, [undefined, undefined, undefined]);
  });
}

test('methods of all objects stay', () => {
  const { toString } = Object.prototype;
  try {
    settingsFrom('{"__proto__": {"toString": "x"}}');
  } catch {
    // Refusing is fine.
  }
  const now = Object.prototype.toString;
  Object.prototype.toString = toString;
  assert.strictEqual(now, toString);
});

test('nested settings are merged to any depth', () => {
  const target = { a: { b: { c: 1, d: [1, 2] }, e: null } };
  assert.strictEqual(merge(target, { a: { b: { c: 2, d: [3] }, e: { f: 1 } }, g: { h: {} } }), target);
  assert.deepStrictEqual(target, { a: { b: { c: 2, d: [3] }, e: { f: 1 } }, g: { h: {} } });
});

test('values of every kind are replaced', () => {
  assert.deepStrictEqual(merge({ a: 1, b: { c: 1 }, d: [1], e: true }, { a: null, b: 2, d: { x: 1 }, e: false }), { a: null, b: 2, d: { x: 1 }, e: false });
  assert.deepStrictEqual(merge({ list: [{ a: 1 }] }, { list: [{ b: 2 }, 3] }), { list: [{ b: 2 }, 3] });
});

test('honest keys stay honest', () => {
  const sent = { proto: 1, 'a.b': 2, '': 3, __proto: 4, proto__: 5, name: 'x', length: 6, prototypes: { '0': 7 } };
  assert.deepStrictEqual(merge({}, sent), sent);
  assert.deepStrictEqual(settingsFrom('{"theme": {"name": "dark"}, "extra": {"x": 1}}'), { ...DEFAULTS, theme: { name: 'dark', size: 12 }, extra: { x: 1 } });
});
