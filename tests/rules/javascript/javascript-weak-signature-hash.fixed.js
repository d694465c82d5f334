const crypto = require("crypto");

function seal(text, key) {
  // ruleid: javascript-weak-signature-hash
  return crypto.createSign("sha256").update(text).sign(key, "base64");
}

function mark(text, key) {
  // ruleid: javascript-weak-signature-hash
  return crypto.createHmac("sha256", key).update(text).digest("hex");
}

function better(text, key) {
  // ok: javascript-weak-signature-hash
  crypto.createSign("sha256").update(text).sign(key, "base64");
  // ok: javascript-weak-signature-hash
  crypto.createHmac("sha1", key).update(text).digest("hex");
  // ok: javascript-weak-signature-hash
  return crypto.createHash("md5").update(text).digest("hex");
}
module.exports = { seal, mark, better };
