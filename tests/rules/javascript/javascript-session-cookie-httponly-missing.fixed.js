const express = require("express");
const app = express();

app.post("/login", async (req, res) => {
  // ruleid: javascript-session-cookie-httponly-missing
  res.cookie("session_id", await issue(req.body.name), { httpOnly: true });
  // ruleid: javascript-session-cookie-httponly-missing
  res.status(201).cookie("sid", token, { httpOnly: true } /* opaque */).end();
});

app.post("/better", async (req, res) => {
  // ok: javascript-session-cookie-httponly-missing
  res.cookie("session_id", await issue(req.body.name), { httpOnly: true, secure: true });
  // ok: javascript-session-cookie-httponly-missing
  res.cookie("theme", "dark");
  // ok: javascript-session-cookie-httponly-missing
  res.cookie("csrf_token", token);
  // ok: javascript-session-cookie-httponly-missing
  jar.cookie("sid", token);
  res.end();
});
