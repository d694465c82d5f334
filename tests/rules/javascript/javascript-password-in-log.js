const logger = require("./logger");

function login(user, password) {
  // ruleid: javascript-password-in-log
  logger.warn("login of %s with %s failed", user.name, password);
  // ruleid: javascript-password-in-log
  logger.info(`new key for ${user.name}: ${user.apiKey}`);
  // ruleid: javascript-password-in-log
  console.error("could not connect", user.name, user.password /* typed */);
}

function better(user, password) {
  // ok: javascript-password-in-log
  logger.warn("login of %s failed", user.name);
  // ok: javascript-password-in-log
  logger.info("password given", Boolean(password), password.length);
  // ok: javascript-password-in-log
  logger.info(`password of ${user.name} changed`);
  // ok: javascript-password-in-log
  store.info("x", password);
  // ok: javascript-password-in-log
  console.error("usage: login --password");
}
module.exports = { login, better };
