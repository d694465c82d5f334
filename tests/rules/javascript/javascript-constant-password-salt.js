const crypto = require("crypto");

function hash(password) {
  // ruleid: javascript-constant-password-salt
  return crypto.scryptSync(password, "salt", 64).toString("hex");
}

function older(user, done) {
  // ruleid: javascript-constant-password-salt
  crypto.pbkdf2(user.password, "shop-2019", 600000, 64, "sha256", done);
}

function better(password, stored) {
  const salt = crypto.randomBytes(16);
  // ok: javascript-constant-password-salt
  crypto.scryptSync(password, salt, 64);
  // ok: javascript-constant-password-salt
  crypto.scryptSync(password, stored.salt, 64);
  // ok: javascript-constant-password-salt
  return crypto.scryptSync(process.env.MASTER_KEY, "cookies", 32);
}
module.exports = { hash, older, better };
