'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { hello } = require('../src/hello');

test('people are greeted', () => {
  let sent = '';
  hello({ query: { name: 'Ada & <co>' } }, { send(body) { sent = body; } });
  assert.match(sent, /<p title="black">Hello, Ada &amp; &lt;co&gt;<\/p>/);
});
