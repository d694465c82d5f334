'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { draw, poster } = require('../src/santa');

test('everybody gives and gets', () => {
  const drawn = draw('Ada\nBob\n Cleo \n\nAda');
  assert.deepStrictEqual([...drawn.keys()].sort(), ['Ada', 'Bob', 'Cleo']);
  assert.deepStrictEqual([...drawn.values()].sort(), ['Ada', 'Bob', 'Cleo']);
  for (const [giver, receiver] of drawn) assert.notStrictEqual(giver, receiver);
  assert.strictEqual(poster(drawn).split('\n').length, 3);
});
