const crypto = require("crypto");

function make() {
  // ruleid: javascript-rsa-key-too-short
  return crypto.generateKeyPairSync("rsa", { modulusLength: 3072 });
}

async function inPage() {
  return crypto.subtle.generateKey(
    {
      name: "RSA-PSS",
      // ruleid: javascript-rsa-key-too-short
      modulusLength: 3072, // fast
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    },
    true,
    ["sign"],
  );
}

function better(bits) {
  // ok: javascript-rsa-key-too-short
  crypto.generateKeyPairSync("rsa", { modulusLength: 3072 });
  // ok: javascript-rsa-key-too-short
  crypto.generateKeyPairSync("rsa", { modulusLength: bits });
  // ok: javascript-rsa-key-too-short
  return crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
}
module.exports = { make, inPage, better };
