'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { orders } = require('../src/orders');

async function ask(query) {
  const asked = [];
  const db = { async query(text, values) { asked.push({ text: String(text.text || text), values: values || text.values || [] }); return [{ id: 1 }]; } };
  let code = 200;
  let body;
  const res = { status(value) { code = value; return res; }, json(value) { body = value; return res; }, send(value) { body = value; return res; }, end() {}, sendStatus(value) { code = value; } };
  try {
    await orders(db).list({ query }, res);
  } catch {
    code = 500;
  }
  return { asked, code, body };
}

const ORDER = /ORDER BY "?(orders\.)?"?(id|created_at|total_cents)"?( (ASC|DESC))?;?\s*$/i;

for (const customer of ["x' OR '1'='1", "'; DROP TABLE orders; --", "x' UNION SELECT 1, name, 2 FROM users --", "O'Hara"]) {
  test(`a name is a value: ${customer}`, async () => {
    const { asked, code } = await ask({ customer });
    assert.ok(asked.length === 1 || (code >= 400 && customer !== "O'Hara"));
    for (const { text, values } of asked) {
      assert.ok(!text.includes(customer) && !/DROP|UNION|OR '/.test(text), text);
      assert.ok([].concat(Array.isArray(values) ? values : Object.values(values)).includes(customer));
    }
  });
}

for (const sort of ['(SELECT password FROM users)', 'id; DROP TABLE orders', 'id, (SELECT 1)', 'CASE WHEN 1=1 THEN id ELSE total_cents END', 'constructor', '__proto__', 'toString']) {
  test(`an order is one of the known: ${sort}`, async () => {
    const { asked, code } = await ask({ customer: 'ada', sort });
    assert.ok(asked.length === 1 || code >= 400);
    for (const { text } of asked) assert.match(text, ORDER);
  });
}

test('a direction is one of two', async () => {
  for (const { text } of (await ask({ customer: 'ada', desc: '; DROP TABLE orders' })).asked) assert.match(text, ORDER);
});

for (const column of ['id', 'created_at', 'total_cents']) {
  test(`the list is sorted by ${column}, both ways`, async () => {
    const up = (await ask({ customer: 'ada', sort: column })).asked[0].text;
    const down = (await ask({ customer: 'ada', sort: column, desc: '1' })).asked[0].text;
    assert.match(up, new RegExp(`ORDER BY "?(orders\\.)?"?${column}"?( ASC)?;?\\s*$`, 'i'));
    assert.match(down, new RegExp(`ORDER BY "?(orders\\.)?"?${column}"? DESC;?\\s*$`, 'i'));
  });
}

test('without a wish the list is by day, and what the database says is sent', async () => {
  const { asked, body } = await ask({ customer: 'ada' });
  assert.match(asked[0].text, /created_at/);
  assert.match(asked[0].text, /ORDER BY "?(orders\.)?"?created_at/i);
  assert.deepStrictEqual(body, [{ id: 1 }]);
});
