const crypto = require("crypto");

function genuine(body, given, key) {
  const expected = crypto.createHmac("sha256", key).update(body).digest("hex");
  // ruleid: javascript-signature-compare-equal
  return given === expected;
}

function hook(req, key) {
  const expected = "sha256=" + crypto.createHmac("sha256", key).update(req.rawBody).digest("hex");
  // ruleid: javascript-signature-compare-equal
  if (expected === req.headers["x-signature"]) {
    return true;
  }
  return false;
}

function stepwise(body, given, key) {
  const hmac = crypto.createHmac("sha256", key);
  hmac.update(body);
  const expected = hmac.digest("base64");
  // ruleid: javascript-signature-compare-equal
  return given == expected;
}

function better(body, given, key) {
  const expected = crypto.createHmac("sha256", key).update(body).digest();
  const bytes = Buffer.from(given, "hex");
  // ok: javascript-signature-compare-equal
  return bytes.length === expected.length && crypto.timingSafeEqual(bytes, expected);
}

function fingerprint(text, known) {
  const made = crypto.createHash("sha256").update(text).digest("hex");
  // ok: javascript-signature-compare-equal
  return made === known;
}

function present(body, key) {
  const expected = crypto.createHmac("sha256", key).update(body).digest("hex");
  // ok: javascript-signature-compare-equal
  return expected === undefined;
}
module.exports = { genuine, hook, stepwise, better, fingerprint, present };
