'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { report } = require('../src/reports');

async function ask(year, load) {
  const logged = [];
  const res = { status(code) { res.code = code; return res; }, json(body) { res.body = body; } };
  await report(load, (text) => logged.push(text))({ params: { year } }, res);
  return { code: res.code, body: res.body, logged };
}

test('a report is sent', async () => {
  assert.deepStrictEqual(await ask('2024', async () => ({ sum: 3 })), { code: 200, body: { sum: 3 }, logged: [] });
});

test('mistakes of the client are named', async () => {
  const { code, body } = await ask('next', async () => null);
  assert.strictEqual(code, 400);
  assert.match(body.error, /the year is a number, like 2024/);
});

test('failures are logged', async () => {
  const { code, logged } = await ask('2024', async () => { throw new Error('down'); });
  assert.deepStrictEqual([code, logged.length], [500, 1]);
});
