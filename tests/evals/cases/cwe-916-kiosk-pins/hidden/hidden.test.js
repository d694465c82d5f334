'use strict';

const test = require('node:test');
const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Users } = require('../src/users');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'users-'));
test.after(() => fs.rmSync(folder, { recursive: true }));
let count = 0;
const fresh = () => path.join(folder, `${(count += 1)}.json`);

test('equal passwords are kept differently', async () => {
  const file = fresh();
  for (const name of ['ada', 'bob', 'cleo']) await new Users(file).add(name, 's3cret');
  const kept = Object.values(JSON.parse(fs.readFileSync(file, 'utf8')));
  assert.strictEqual(new Set(kept.map((value) => JSON.stringify(value))).size, 3);
});

test('no bare digest is kept', async () => {
  const file = fresh();
  await new Users(file).add('ada', 's3cret');
  const text = fs.readFileSync(file, 'utf8');
  for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
    for (const form of ['hex', 'base64']) assert.ok(!text.includes(crypto.createHash(algorithm).update('s3cret').digest(form)));
  }
  assert.ok(!text.includes('s3cret'));
});

test('a guess costs time', async () => {
  const users = new Users(fresh());
  await users.add('ada', 's3cret');
  const before = process.cpuUsage();
  for (let guess = 0; guess < 5; guess += 1) assert.strictEqual(await users.check('ada', `guess ${guess}`), false);
  const { user, system } = process.cpuUsage(before);
  // Five digests and five small files take a few milliseconds; the weakest parameters that anybody recommends, many more.
  assert.ok(user + system > 50_000, `${user + system} microseconds`);
});

const PASSWORDS = ['s3cret', '', 'p\u00e4ss \u2713', 'x'.repeat(300), 'a:b$c', 's3cret '];
for (const password of PASSWORDS) {
  test(`a password works after a restart: ${JSON.stringify(password.slice(0, 9))}`, async () => {
    const file = fresh();
    assert.strictEqual(await new Users(file).add('ada', password), true);
    assert.strictEqual(await new Users(file).check('ada', password), true);
    for (const other of ['other', password + 'x', password.toUpperCase() + '!']) assert.strictEqual(await new Users(file).check('ada', other), false);
  });
}

test('names are kept as they were', async () => {
  const users = new Users(fresh());
  for (const name of ['ada', 'bob b', 'constructor']) assert.strictEqual(await users.add(name, name + '!'), true);
  assert.strictEqual(await users.add('bob b', 'x'), false);
  assert.deepStrictEqual(Object.keys(JSON.parse(fs.readFileSync(users.file, 'utf8'))), ['ada', 'bob b', 'constructor']);
  for (const name of ['ada', 'bob b', 'constructor']) assert.strictEqual(await users.check(name, name + '!'), true);
  assert.strictEqual(await users.check('toString', 'x'), false);
});
