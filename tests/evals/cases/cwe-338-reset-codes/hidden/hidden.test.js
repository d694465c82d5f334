'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { colour } = require('../src/avatars');
const { Resets } = require('../src/resets');

function withRandom(random, work) {
  const real = Math.random;
  Math.random = random;
  try {
    return work();
  } finally {
    Math.random = real;
  }
}

for (const value of [0, 0.5, 0.999]) {
  test(`a code does not follow from Math.random (${value})`, () => {
    const make = () => withRandom(() => value, () => new Resets(() => 5).issue('ada'));
    const made = new Set(Array.from({ length: 20 }, make));
    assert.strictEqual(made.size, 20);
  });
}

test('codes keep their form and use all letters', () => {
  const resets = new Resets();
  const made = Array.from({ length: 400 }, (_, index) => resets.issue(`user ${index}`));
  for (const code of made) assert.match(code, /^[a-km-np-z2-9]{20}$/);
  assert.strictEqual(new Set(made).size, 400);
  const counts = new Map();
  for (const letter of made.join('')) counts.set(letter, (counts.get(letter) || 0) + 1);
  assert.strictEqual(counts.size, 32);
  // Each of 32 letters is expected 250 times; a draw that prefers some is far from it.
  for (const count of counts.values()) assert.ok(count > 150 && count < 360, String(count));
});

test('codes belong to their user, end, and replace one another', () => {
  let time = 1000;
  const resets = new Resets(() => time);
  const [first, second, bob] = [resets.issue('ada'), resets.issue('ada'), resets.issue('bob')];
  assert.strictEqual(resets.redeem(first), null);
  assert.strictEqual(resets.redeem(bob), 'bob');
  assert.strictEqual(resets.redeem(second), 'ada');
  const late = resets.issue('ada');
  time += 15 * 60 * 1000 - 1;
  assert.strictEqual(resets.redeem(late), 'ada');
  assert.strictEqual(resets.redeem('nothing'), null);
});

test('colours are as they were', () => {
  assert.strictEqual(withRandom(() => 0.99, colour), 'grey');
  assert.strictEqual(colour(() => 0), 'red');
});
