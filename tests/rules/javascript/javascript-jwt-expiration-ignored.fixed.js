const jwt = require("jsonwebtoken");
const { Strategy } = require("passport-jwt");

function check(token, key) {
  // ruleid: javascript-jwt-expiration-ignored
  return jwt.verify(token, key, { algorithms: ["HS256"], ignoreExpiration: false });
}

const options = {
  secretOrKey: process.env.TOKEN_KEY,
  // ruleid: javascript-jwt-expiration-ignored
  ignoreExpiration: false,
};

function better(token, key) {
  // ok: javascript-jwt-expiration-ignored
  jwt.verify(token, key, { algorithms: ["HS256"] });
  // ok: javascript-jwt-expiration-ignored
  jwt.verify(token, key, { ignoreExpiration: false });
  // ok: javascript-jwt-expiration-ignored
  return jwt.verify(token, key, { clockTolerance: 5 });
}
module.exports = { check, strategy: new Strategy(options, check), better };
