'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { Readings } = require('../src/readings');
const { tryRule } = require('../src/rules');

function ask(rule) {
  const readings = new Readings();
  readings.put('attic', { temperature: 35.5, humidity: 20, battery: 80 });
  readings.put('cellar', { temperature: 12, humidity: 90, battery: 10 });
  readings.put('garden', { temperature: -4, humidity: 60, battery: 20 });
  const got = {};
  const res = { status(code) { got.code = code; return res; }, json(body) { got.body = body; return res; }, send(body) { got.body = body; return res; } };
  tryRule(readings)({ body: { rule } }, res);
  return got;
}

for (const rule of [
  'globalThis.CAME_IN = 1',
  '(() => { globalThis.CAME_IN = 1; return true })()',
  'temperature > 1, globalThis.CAME_IN = 1',
  'temperature.constructor.constructor("globalThis.CAME_IN = 1")()',
  '1; } globalThis.CAME_IN = 1; {',
  '[globalThis.CAME_IN = 1] > 0',
  'temperature > 0 || (globalThis.CAME_IN = 1)',
  'temperature > 1e999 or (globalThis["CAME_IN"] = 1)',
]) {
  test(`a rule runs no code: ${rule}`, () => {
    const { code } = ask(rule);
    const came = globalThis.CAME_IN;
    delete globalThis.CAME_IN;
    assert.strictEqual(came, undefined);
    assert.strictEqual(code, 400);
  });
}

for (const rule of ['', 'temperature', 'temperature > ', '> 3', 'pressure > 3', 'temperature > battery and', 'and', 'temperature > 3 humidity > 3', 'constructor > 1', '__proto__ == 1']) {
  test(`what is no rule is refused: ${rule}`, () => {
    const { code, body } = ask(rule);
    assert.ok(code === 400 || ['', 'temperature'].includes(rule), JSON.stringify(body));
  });
}

for (const [rule, ...sensors] of [
  ['temperature > 30', 'attic'],
  ['temperature >= 12', 'attic', 'cellar'],
  ['temperature<0', 'garden'],
  ['temperature == 35.5', 'attic'],
  ['temperature == -4', 'garden'],
  ['  battery   <= 20 ', 'cellar', 'garden'],
  ['battery <= 20 and humidity > 70', 'cellar'],
  ['temperature > 30 or temperature < 0', 'attic', 'garden'],
  ['temperature > 30 or battery <= 20 and humidity < 70', 'attic', 'garden'],
  ['battery <= 20 and humidity < 70 or temperature > 30', 'attic', 'garden'],
  ['humidity > 100'],
]) {
  test(`a rule holds as before: ${rule}`, () => {
    assert.deepStrictEqual(ask(rule), { code: 200, body: { sensors } });
  });
}
