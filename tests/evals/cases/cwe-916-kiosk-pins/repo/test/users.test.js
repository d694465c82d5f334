'use strict';

const test = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Users } = require('../src/users');

test('a user is added once and checked', async () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'users-')), 'users.json');
  const users = new Users(file);
  assert.strictEqual(await users.add('ada', 's3cret'), true);
  assert.strictEqual(await users.add('ada', 'other'), false);
  assert.strictEqual(await new Users(file).check('ada', 's3cret'), true);
  assert.strictEqual(await users.check('ada', 'other'), false);
  assert.strictEqual(await users.check('bob', 's3cret'), false);
});
