const crypto = require("crypto");

function hashPassword(password) {
  // ruleid: javascript-weak-password-hash
  return crypto.createHash("md5").update(password).digest("hex");
}

function check(user, form) {
  // ruleid: javascript-weak-password-hash
  return user.hash === crypto.createHash("sha256").update(user.salt + form.password).digest("hex");
}

function good(password, salt) {
  // ok: javascript-weak-password-hash
  return crypto.scryptSync(password, salt, 32).toString("hex");
}

function checksum(content) {
  // ok: javascript-weak-password-hash
  return crypto.createHash("md5").update(content).digest("hex");
}

function tokenDigest(token) {
  // ok: javascript-weak-password-hash
  return crypto.createHash("sha256").update(token).digest("hex");
}
module.exports = { hashPassword, check, good, checksum, tokenDigest };
