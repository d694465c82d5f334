'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { step } = require('../src/runner');

function ask(run, user = 'ada') {
  return new Promise((resolve) => {
    let code;
    const res = { status(value) { code = value; return res; }, json(body) { resolve({ code, body }); } };
    step({ user, params: { project: 'shop' }, body: { run } }, res);
  });
}

test('a step is run', async () => {
  assert.deepStrictEqual((await ask('echo one && echo "$CI"')).body, { status: 0, output: 'one\n1\n' });
  assert.deepStrictEqual((await ask('exit 3')).body, { status: 3, output: '' });
});

test('strangers run nothing', async () => assert.strictEqual((await ask('echo x', 'eve')).code, 403));
