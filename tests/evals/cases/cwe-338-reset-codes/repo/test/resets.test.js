'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { colour } = require('../src/avatars');
const { Resets } = require('../src/resets');

test('a code works once', () => {
  const resets = new Resets();
  const code = resets.issue('ada');
  assert.match(code, /^[a-z2-9]{20}$/);
  assert.strictEqual(resets.redeem(code), 'ada');
  assert.strictEqual(resets.redeem(code), null);
});

test('a code ends', () => {
  let time = 0;
  const resets = new Resets(() => time);
  const code = resets.issue('ada');
  time = 15 * 60 * 1000;
  assert.strictEqual(resets.redeem(code), null);
});

test('a colour can be chosen', () => assert.strictEqual(colour(() => 0.3), 'green'));
