'use strict';

const test = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { manual } = require('../src/pages');

const area = fs.mkdtempSync(path.join(os.tmpdir(), 'area-'));
const root = path.join(area, 'pages');
const PAGES = ['index.html', 'a/b/deep.html', 'notes..txt', '..well-known/x.txt', 'my page.html', 'a/..b.css'];
for (const name of PAGES) {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), `page ${name}`);
}
fs.mkdirSync(path.join(area, 'pages-private'));
fs.writeFileSync(path.join(area, 'pages-private/x.txt'), 'SECRET');
fs.writeFileSync(path.join(area, 'secret.txt'), 'SECRET');
test.after(() => fs.rmSync(area, { recursive: true }));

async function ask(page, folder = root) {
  const res = {
    code: 200, body: '', kind: '',
    type(kind) { this.kind = kind; return this; },
    set() { return this; },
    status(code) { this.code = code; return this; },
    send(body) { this.body = String(body); return this; },
    sendStatus(code) { this.code = code; return this; },
    json(body) { this.body = JSON.stringify(body); return this; },
    end(body) { this.body = String(body || ''); return this; },
  };
  try {
    await manual(folder)({ query: { page } }, res);
  } catch (error) {
    return { code: 500, body: '', error };
  }
  return res;
}

for (const page of ['../secret.txt', '../pages-private/x.txt', 'a/../../secret.txt', './../secret.txt', 'a/b/../../../secret.txt', '/../secret.txt', '../pages/../secret.txt']) {
  test(`nothing outside is sent: ${page}`, async () => {
    const res = await ask(page);
    assert.ok(!res.body.includes('SECRET'));
    assert.ok(res.code >= 400);
  });
}

test('an absolute path is not sent', async () => {
  assert.ok(!(await ask(path.join(area, 'secret.txt'))).body.includes('SECRET'));
});

for (const page of PAGES) {
  test(`a page is sent: ${page}`, async () => {
    assert.strictEqual((await ask(page)).body, `page ${page}`);
    assert.strictEqual((await ask(page, path.relative(process.cwd(), root))).body, `page ${page}`);
    assert.strictEqual((await ask(page, root + '/')).body, `page ${page}`);
  });
}

test('what is not there is 404, and an empty page is the index', async () => {
  for (const page of ['none.html', 'a', 'index.html/x']) assert.strictEqual((await ask(page)).code, 404);
  assert.strictEqual((await ask('')).body, 'page index.html');
  assert.strictEqual((await ask(undefined)).kind, 'text/html');
});
