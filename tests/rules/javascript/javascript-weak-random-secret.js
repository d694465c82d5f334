const crypto = require("crypto");

function newToken() {
  // ruleid: javascript-weak-random-secret
  return Math.random().toString(36).slice(2);
}

function startReset(user) {
  // ruleid: javascript-weak-random-secret
  user.resetCode = Math.floor(Math.random() * 1000000);
  // ruleid: javascript-weak-random-secret
  const apiKey = "key-" + Math.random().toString(16);
  // ruleid: javascript-weak-random-secret
  return { user, sessionId: Math.random().toString(36), apiKey };
}

function goodToken() {
  // ok: javascript-weak-random-secret
  return crypto.randomBytes(20).toString("hex");
}

function shuffle(items) {
  // ok: javascript-weak-random-secret
  const index = Math.floor(Math.random() * items.length);
  // ok: javascript-weak-random-secret
  const delay = 100 * Math.random();
  return { item: items[index], delay };
}
module.exports = { newToken, startReset, goodToken, shuffle };
