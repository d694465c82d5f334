'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { guarded } = require('../src/errors');
const { report } = require('../src/reports');

async function call(make) {
  const logged = [];
  const res = { status(code) { res.code = code; return res; }, json(body) { res.body = body; return res; }, send(body) { res.body = body; return res; } };
  await make((text) => logged.push(String(text)))({ params: { year: '2024' } }, res);
  return { code: res.code, body: res.body, text: JSON.stringify(res.body), logged };
}

const failing = (error) => (log) => report(async () => { throw error; }, log);

for (const message of ['connect ECONNREFUSED 10.0.0.7:5432', 'relation "payroll" does not exist', "EACCES: permission denied, open '/etc/reports/key.pem'"]) {
  test(`a failure inside tells nothing: ${message}`, async () => {
    const { code, body, text, logged } = await call(failing(new Error(message)));
    assert.strictEqual(code, 500);
    assert.ok(!text.includes(message.slice(-20)) && !/\bat .*[:(]\d|\.js\b|node:internal/.test(text), text);
    assert.ok(typeof body.error === 'string' && body.error !== '');
    assert.strictEqual(logged.length, 1);
    assert.ok(logged[0].includes(message) && /\n\s+at /.test(logged[0]));
  });
}

test('an error of the program that is no ClientError tells nothing either', async () => {
  const { code, text } = await call((log) => guarded(async () => null.reportTable, log));
  assert.strictEqual(code, 500);
  assert.ok(!/reportTable|\bat /.test(text), text);
});

test('mistakes of the client are named, without a stack, and not logged', async () => {
  const missing = await call((log) => report(async () => null, log));
  assert.deepStrictEqual([missing.code, missing.body, missing.logged], [404, { error: 'there is no report for 2024' }, []]);
});

test('a wrong year is named', async () => {
  const res = { status(code) { res.code = code; return res; }, json(body) { res.body = body; return res; } };
  await report(async () => null, () => {})({ params: { year: 'x' } }, res);
  assert.deepStrictEqual([res.code, res.body], [400, { error: 'the year is a number, like 2024' }]);
});

test('what works is sent as it is', async () => {
  assert.deepStrictEqual((await call((log) => report(async (year) => ({ year }), log))).body, { year: 2024 });
});
