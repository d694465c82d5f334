const jwt = require("jsonwebtoken");

function currentUser(token) {
  // ruleid: javascript-jwt-unverified
  return jwt.decode(token).sub;
}

function claims(req, key) {
  // ruleid: javascript-jwt-unverified
  return jwt.verify(req.cookies.token, key, { algorithms: ["HS256", "none"] });
}

function good(token, key) {
  // ok: javascript-jwt-unverified
  return jwt.verify(token, key, { algorithms: ["HS256"] });
}

function byIssuer(token, keys) {
  // ok: javascript-jwt-unverified
  const { iss } = jwt.decode(token);
  return jwt.verify(token, keys[iss], { algorithms: ["RS256"] });
}

function other(text) {
  // ok: javascript-jwt-unverified
  return decoder.decode(text);
}
module.exports = { currentUser, claims, good, byIssuer, other };
