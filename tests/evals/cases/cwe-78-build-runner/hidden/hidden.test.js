'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { step } = require('../src/runner');

function ask(run, user = 'ada', project = 'shop') {
  return new Promise((resolve) => {
    let code;
    const res = { status(value) { code = value; return res; }, json(body) { resolve({ code, body }); } };
    step({ user, params: { project }, body: { run } }, res);
  });
}

for (const [run, output] of [['echo b a | tr " " "\\n" | sort', 'a\nb\n'], ['false || echo else', 'else\n'], ['for n in 1 2; do echo $n; done', '1\n2\n'], ['x=5; echo $((x + 1))', '6\n']]) {
  test(`the shell's language works: ${run}`, async () => assert.deepStrictEqual((await ask(run)).body, { status: 0, output }));
}

test('strangers run nothing', async () => {
  for (const [user, project] of [['eve', 'shop'], ['ada', 'wiki'], ['ada', 'constructor'], [null, 'shop'], ['', 'shop']]) {
    assert.strictEqual((await ask('echo x', user, project)).code, 403);
  }
});
