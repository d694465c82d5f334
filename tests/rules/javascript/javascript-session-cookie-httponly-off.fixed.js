const session = require("express-session");
const express = require("express");
const app = express();

// ruleid: javascript-session-cookie-httponly-off
app.use(session({ secret: process.env.SECRET, cookie: { httpOnly: true, secure: true } }));

app.post("/login", (req, res) => {
  // ruleid: javascript-session-cookie-httponly-off
  res.cookie("session_id", issue(req.body), { httpOnly: true, secure: true });
  // ruleid: javascript-session-cookie-httponly-off
  res.cookie("sid", issue(req.body), { signed: false, httpOnly: true, secure: false });
  // ok: javascript-session-cookie-httponly-off
  res.cookie("session_id", issue(req.body), { httpOnly: true, secure: true });
  // ok: javascript-session-cookie-httponly-off
  res.cookie("theme", "dark", { httpOnly: false });
  // ok: javascript-session-cookie-httponly-off
  res.cookie("session_expiry", String(expiry()), { httpOnly: false });
  // ok: javascript-session-cookie-httponly-off
  res.cookie("csrf_token", token(), { httpOnly: false });
  res.end();
});

// ok: javascript-session-cookie-httponly-off
app.use(session({ secret: process.env.SECRET, cookie: { httpOnly: true } }));
// ok: javascript-session-cookie-httponly-off
app.use(session({ secret: process.env.SECRET, resave: false }));
