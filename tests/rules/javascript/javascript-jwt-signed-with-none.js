const jwt = require("jsonwebtoken");

function issue(user) {
  // ruleid: javascript-jwt-signed-with-none
  return jwt.sign({ sub: user.id }, "", { algorithm: "none" });
}

function invite(mail) {
  // ruleid: javascript-jwt-signed-with-none
  return jwt.sign({ mail }, null, { expiresIn: "7d", algorithm: "None" });
}

function signed(user, key) {
  // ok: javascript-jwt-signed-with-none
  jwt.sign({ sub: user.id }, key, { algorithm: "HS256" });
  // ok: javascript-jwt-signed-with-none
  jwt.sign({ sub: user.id }, key);
  // ok: javascript-jwt-signed-with-none
  return styles.sign("a", "b", { decoration: "none" });
}
module.exports = { issue, invite, signed };
