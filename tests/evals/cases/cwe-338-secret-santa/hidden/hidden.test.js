'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { draw } = require('../src/santa');

test('many draws are all good ones', () => {
  for (let count = 2; count < 30; count += 1) {
    const people = Array.from({ length: count }, (_, index) => `p${index}`);
    const drawn = draw(people.join('\n'));
    assert.deepStrictEqual([...drawn.keys()].sort(), [...people].sort());
    assert.deepStrictEqual([...drawn.values()].sort(), [...people].sort());
    for (const [giver, receiver] of drawn) assert.notStrictEqual(giver, receiver);
  }
  assert.throws(() => draw('alone'), RangeError);
});
