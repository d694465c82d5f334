'use strict';

const test = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { search } = require('../src/search');

const archive = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'archive-')), 'log.txt');
fs.writeFileSync(archive, 'first line\nsecond line\nlast\n');

function ask(query, file = archive) {
  return new Promise((resolve) => {
    let code = 200;
    const res = { status(value) { code = value; return res; }, json(body) { resolve({ code, body }); } };
    search(file)({ query }, res);
  });
}

test('lines are found', async () => {
  assert.deepStrictEqual((await ask({ q: 'second' })).body, [{ line: 2, text: 'second line' }]);
  assert.deepStrictEqual((await ask({ q: 'nothing' })).body, []);
});

test('a search without a term or an archive is an error', async () => {
  assert.strictEqual((await ask({})).code, 400);
  assert.strictEqual((await ask({ q: 'x' }, archive + '.none')).code, 500);
});
