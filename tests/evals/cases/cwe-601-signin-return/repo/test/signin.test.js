'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { Sessions } = require('../src/sessions');
const { signin } = require('../src/signin');

function ask(query, password = 'good') {
  const got = {};
  const res = { cookie() {}, status(code) { got.code = code; return res; }, send() {}, redirect(code, url) { got.code = code; got.url = url; } };
  signin(new Sessions(), (name, given) => given === 'good')({ query, body: { name: 'ada', password } }, res);
  return got;
}

test('signing in leads on', () => {
  assert.deepStrictEqual(ask({}), { code: 303, url: '/' });
  assert.deepStrictEqual(ask({ return: '/inbox' }), { code: 303, url: '/inbox' });
});

test('a wrong password is refused', () => {
  assert.deepStrictEqual(ask({}, 'bad'), { code: 403 });
});
