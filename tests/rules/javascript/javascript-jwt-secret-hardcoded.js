const jwt = require("jsonwebtoken");
const { Strategy } = require("passport-jwt");
const KEY = process.env.TOKEN_KEY;

function issue(user) {
  // ruleid: javascript-jwt-secret-hardcoded
  return jwt.sign({ sub: user.id }, "blue-teapot", { expiresIn: "1h" });
}

function check(token) {
  // ruleid: javascript-jwt-secret-hardcoded
  return jwt.verify(token, "blue-teapot", { algorithms: ["HS256"] });
}

// ruleid: javascript-jwt-secret-hardcoded
const strategy = new Strategy({ jwtFromRequest: bearer, secretOrKey: "green-kettle" }, accept);

function better(user, token) {
  // ok: javascript-jwt-secret-hardcoded
  jwt.sign({ sub: user.id }, KEY, { expiresIn: "1h" });
  // ok: javascript-jwt-secret-hardcoded
  jwt.verify(token, process.env.TOKEN_KEY, { algorithms: ["HS256"] });
  // ok: javascript-jwt-secret-hardcoded
  return signer.sign("blue", "teapot");
}
module.exports = { issue, check, strategy, better };
