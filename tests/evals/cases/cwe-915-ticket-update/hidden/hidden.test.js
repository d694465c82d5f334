'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { handlers } = require('../src/tickets');

function setUp() {
  const tickets = new Map();
  const { create, update } = handlers(tickets);
  const call = (handler, req) => {
    const res = { code: 200, status(code) { res.code = code; return res; }, json(body) { res.body = structuredClone(body); return res; }, send(body) { res.body = body; return res; }, end() { return res; } };
    handler(req, res);
    return res;
  };
  call(create, { user: 'ada', body: { title: 'Printer' } });
  return { tickets, change: (body, user = 'ada') => call(update, { user, params: { number: '1' }, body }) };
}

for (const body of [{ owner: 'eve' }, { state: 'closed' }, { number: 99 }, { title: 'x', owner: 'eve', state: 'closed' }, { approvedBy: 'boss' }, JSON.parse('{"__proto__": {"approvedBy": "boss"}}')]) {
  test(`what is not the author's stays: ${JSON.stringify(body)}`, () => {
    const { tickets, change } = setUp();
    change(body);
    const ticket = tickets.get(1);
    assert.deepStrictEqual([ticket.owner, ticket.state, ticket.number, ticket.approvedBy], ['ada', 'open', 1, undefined]);
    assert.strictEqual(change({ text: 'still mine' }).code, 200);
  });
}

test('older clients may send whole tickets back', () => {
  const { change } = setUp();
  const { code, body } = change({ number: 1, owner: 'ada', state: 'open', title: 'Printer', text: 'new', urgent: true });
  assert.strictEqual(code, 200);
  assert.deepStrictEqual(body, { number: 1, owner: 'ada', state: 'open', title: 'Printer', text: 'new', urgent: true });
});

for (const body of [{ title: 'Scanner' }, { text: '' }, { urgent: true }, { title: 'A', text: 'b', urgent: false }, {}]) {
  test(`fields are changed alone and together: ${JSON.stringify(body)}`, () => {
    const { change } = setUp();
    assert.deepStrictEqual(change(body).body, { number: 1, owner: 'ada', state: 'open', title: 'Printer', text: '', urgent: false, ...body });
  });
}

test('bad values and strangers are refused', () => {
  const { tickets, change } = setUp();
  for (const body of [{ title: ' ' }, { title: 3 }, { urgent: 'yes' }, { text: null }]) assert.strictEqual(change(body).code, 400);
  assert.strictEqual(change({ title: 'x' }, 'bob').code, 404);
  assert.strictEqual(tickets.get(1).title, 'Printer');
});
