'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { hello } = require('../src/hello');

function ask(query) {
  let sent = '';
  hello({ query }, { send(body) { sent = body; } });
  return sent;
}

for (const text of ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onclick='x", '" onclick="x', ['<svg>', '"x']]) {
  test(`nothing gets in: ${text}`, () => {
    for (const query of [{ name: text }, { colour: text }]) {
      const sent = ask(query);
      assert.strictEqual((sent.match(/</g) || []).length, 5, sent);
      assert.strictEqual((sent.match(/"/g) || []).length, 2, sent);
    }
  });
}

test('people are greeted', () => assert.match(ask({ name: "O'Hara" }), /Hello, O&#39;Hara</));
