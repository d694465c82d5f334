const crypto = require("crypto");

function token() {
  // ruleid: javascript-pseudo-random-bytes
  return crypto.pseudoRandomBytes(20).toString("hex");
}

function later(done) {
  // ruleid: javascript-pseudo-random-bytes
  crypto.pseudoRandomBytes(16, /* bytes */ done);
}

function better(done) {
  // ok: javascript-pseudo-random-bytes
  crypto.randomBytes(16, done);
  // ok: javascript-pseudo-random-bytes
  crypto.randomFillSync(Buffer.alloc(8));
  // ok: javascript-pseudo-random-bytes
  return dice.pseudoRandomBytes(4);
}
module.exports = { token, later, better };
