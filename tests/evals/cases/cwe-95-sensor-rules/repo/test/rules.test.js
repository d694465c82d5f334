'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { Readings } = require('../src/readings');
const { tryRule } = require('../src/rules');

function ask(rule) {
  const readings = new Readings();
  readings.put('attic', { temperature: 35, humidity: 20, battery: 80 });
  readings.put('cellar', { temperature: 12, humidity: 90, battery: 10 });
  const got = {};
  const res = { status(code) { got.code = code; return res; }, json(body) { got.body = body; } };
  tryRule(readings)({ body: { rule } }, res);
  return got;
}

test('a rule picks sensors', () => {
  assert.deepStrictEqual(ask('temperature > 30').body, { sensors: ['attic'] });
  assert.deepStrictEqual(ask('temperature < 20 and battery <= 20').body, { sensors: ['cellar'] });
});

test('what is no rule is refused', () => {
  assert.strictEqual(ask('temperature >').code, 400);
});
