const crypto = require("crypto");

function seal(text, password) {
  // ruleid: javascript-cipher-without-iv
  const cipher = crypto.createCipher("aes-256-cbc", password);
  return cipher.update(text, "utf8", "hex") + cipher.final("hex");
}

// ruleid: javascript-cipher-without-iv
const stream = (password) => crypto.createCipher("aes192", password);

function better(text, key) {
  const iv = crypto.randomBytes(12);
  // ok: javascript-cipher-without-iv
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
  return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

function other(forge, key, iv) {
  // ok: javascript-cipher-without-iv
  const cipher = forge.cipher.createCipher("AES-GCM", key);
  cipher.start({ iv });
  // ok: javascript-cipher-without-iv
  return registry.createCipher("rot13");
}
module.exports = { seal, stream, better, other };
