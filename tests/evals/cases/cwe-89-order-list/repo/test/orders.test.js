'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { orders } = require('../src/orders');

test('the list is asked of the database', async () => {
  const asked = [];
  const db = { async query(text, values) { asked.push([text, values]); return [{ id: 1 }]; } };
  let sent;
  await orders(db).list({ query: { customer: 'ada', sort: 'total_cents', desc: '1' } }, { json(body) { sent = body; } });
  assert.deepStrictEqual(sent, [{ id: 1 }]);
  assert.match(asked[0][0], /ORDER BY (orders\.)?total_cents DESC/);
});

test('an order that is not there is 404', async () => {
  let code;
  const res = { status(value) { code = value; return res; }, json() {} };
  await orders({ async query() { return []; } }).show({ params: { id: '7' } }, res);
  assert.strictEqual(code, 404);
});
