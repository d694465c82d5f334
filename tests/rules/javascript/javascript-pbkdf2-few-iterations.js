const crypto = require("crypto");
const { pbkdf2Sync } = require("crypto");

function hash(password, salt, done) {
  // ruleid: javascript-pbkdf2-few-iterations
  crypto.pbkdf2(password, salt, 1000, 64, "sha512", done);
}

function derive(password, salt) {
  // ruleid: javascript-pbkdf2-few-iterations
  return pbkdf2Sync(password, salt, 10000, 32, "sha256");
}

function better(password, salt, rounds) {
  // ok: javascript-pbkdf2-few-iterations
  crypto.pbkdf2Sync(password, salt, 600000, 32, "sha256");
  // ok: javascript-pbkdf2-few-iterations
  crypto.pbkdf2Sync(password, salt, rounds, 32, "sha256");
  // ok: javascript-pbkdf2-few-iterations
  return crypto.scryptSync(password, salt, 32);
}
module.exports = { hash, derive, better };
