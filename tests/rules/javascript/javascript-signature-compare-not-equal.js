const crypto = require("crypto");

function check(req, key) {
  const expected = crypto.createHmac("sha256", key).update(req.rawBody).digest("hex");
  // ruleid: javascript-signature-compare-not-equal
  if (req.headers["x-signature"] !== expected) {
    throw new Error("wrong signature");
  }
}

function prefixed(body, given, key) {
  const expected = `v1=${crypto.createHmac("sha256", key).update(body).digest("hex")}`;
  // ruleid: javascript-signature-compare-not-equal
  return expected != given ? "wrong" : "right";
}

function better(body, given, key) {
  const expected = crypto.createHmac("sha256", key).update(body).digest();
  const bytes = Buffer.from(given, "hex");
  // ok: javascript-signature-compare-not-equal
  if (bytes.length !== expected.length || !crypto.timingSafeEqual(bytes, expected)) {
    throw new Error("wrong signature");
  }
}

function changed(text, known) {
  const made = crypto.createHash("sha256").update(text).digest("hex");
  // ok: javascript-signature-compare-not-equal
  return made !== known;
}

function present(body, key) {
  const expected = crypto.createHmac("sha256", key).update(body).digest("hex");
  // ok: javascript-signature-compare-not-equal
  return expected !== null;
}
module.exports = { check, prefixed, better, changed, present };
