const crypto = require("crypto");
const CryptoJS = require("crypto-js");

function seal(text, key) {
  // ruleid: javascript-weak-cipher
  const cipher = crypto.createCipheriv("des-ede3-cbc", key, crypto.randomBytes(8));
  return cipher.update(text, "utf8", "hex") + cipher.final("hex");
}

function blocks(text, key) {
  // ruleid: javascript-weak-cipher
  const cipher = crypto.createCipheriv("aes-128-ecb", key, null);
  return cipher.update(text, "utf8", "hex") + cipher.final("hex");
}

function page(text, key) {
  // ruleid: javascript-weak-cipher
  CryptoJS.RC4.encrypt(text, key);
  // ruleid: javascript-weak-cipher
  return CryptoJS.AES.encrypt(text, key, { mode: CryptoJS.mode.ECB });
}

function better(text, key) {
  // ok: javascript-weak-cipher
  const cipher = crypto.createCipheriv("aes-256-gcm", key, crypto.randomBytes(12));
  // ok: javascript-weak-cipher
  CryptoJS.AES.encrypt(text, key, { mode: CryptoJS.mode.CTR, iv: fresh() });
  // ok: javascript-weak-cipher
  const old = crypto.createDecipheriv("des-ede3-cbc", key, text.slice(0, 8));
  return [cipher, old];
}
module.exports = { seal, blocks, page, better };
