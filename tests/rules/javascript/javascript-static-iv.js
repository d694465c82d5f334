const crypto = require("crypto");
const START = Buffer.from("0011223344556677", "utf8");

function seal(text, key) {
  // ruleid: javascript-static-iv
  const cipher = crypto.createCipheriv("aes-256-cbc", key, "sixteen letters!");
  return cipher.update(text, "utf8", "hex") + cipher.final("hex");
}

function zero(text, key) {
  // ruleid: javascript-static-iv
  const cipher = crypto.createCipheriv("aes-256-gcm", key, Buffer.alloc(12));
  return cipher.update(text, "utf8", "hex") + cipher.final("hex");
}

function named(text, key) {
  // ruleid: javascript-static-iv
  const cipher = crypto.createCipheriv("aes-256-cbc", key, START);
  return cipher.update(text, "utf8", "hex") + cipher.final("hex");
}

function better(text, key, given) {
  const iv = crypto.randomBytes(12);
  // ok: javascript-static-iv
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
  // ok: javascript-static-iv
  const wrapped = crypto.createCipheriv("id-aes256-wrap", key, Buffer.from("A6A6A6A6A6A6A6A6", "hex"));
  // ok: javascript-static-iv
  const older = crypto.createDecipheriv("aes-256-cbc", key, "sixteen letters!");
  // ok: javascript-static-iv
  const parsed = crypto.createCipheriv("aes-256-ctr", key, Buffer.from(given, "hex"));
  return [iv, cipher, wrapped, older, parsed];
}
module.exports = { seal, zero, named, better };
