'use strict';

const test = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { manual } = require('../src/pages');

function answer() {
  return {
    code: 0,
    body: '',
    type() {},
    status(code) { this.code = code; return this; },
    send(body) { this.body = body; },
  };
}

test('a page is sent', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'manual-'));
  fs.writeFileSync(path.join(root, 'index.html'), 'welcome');
  const res = answer();
  await manual(root)({ query: {} }, res);
  assert.deepStrictEqual([res.code, res.body], [200, 'welcome']);
  const missing = answer();
  await manual(root)({ query: { page: 'none.html' } }, missing);
  assert.strictEqual(missing.code, 404);
});
