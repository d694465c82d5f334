const express = require("express");
const logger = require("./logger");
const app = express();

app.post("/login", (req, res) => {
  // ruleid: javascript-log-injection
  console.log(`login of ${req.body.name} failed`);
  // ruleid: javascript-log-injection
  logger.warn("unknown user " + req.body.name);
  res.status(401).end();
});

app.post("/quoted", (req, res) => {
  // ok: javascript-log-injection
  console.log(`login of ${JSON.stringify(req.body.name)} failed`);
  // ok: javascript-log-injection
  logger.warn({ name: req.body.name }, "unknown user");
  // ok: javascript-log-injection
  logger.info(`page ${Number(req.query.page)}`);
  // ok: javascript-log-injection
  console.log("login failed");
  res.end();
});
