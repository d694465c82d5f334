'use strict';

const crypto = require('node:crypto');
const disk = require('./disk');

function digest(password) {
  return crypto.createHash('sha1').update(password).digest('hex');
}

/** Users in a JSON file. No installation exists yet, so that the file's format may change; it stays `{ name: kept }`. */
class Users {
  constructor(file) {
    this.file = file;
  }

  /** Add a user; resolves to false when the name is taken. */
  async add(name, password) {
    const users = await disk.load(this.file);
    if (Object.hasOwn(users, name)) return false;
    users[name] = digest(password);
    await disk.save(this.file, users);
    return true;
  }

  /** Resolves to whether the password is the user's. */
  async check(name, password) {
    const users = await disk.load(this.file);
    return Object.hasOwn(users, name) && users[name] === digest(password);
  }
}

module.exports = { Users };
