const express = require("express");
const app = express();
const ORIGIN = "https://shop.example";

function isLocalUrl(target) {
  return new URL(target, ORIGIN).origin === ORIGIN;
}

app.get("/login", (req, res) => {
  // ruleid: javascript-open-redirect
  res.redirect(req.query.next);
});

app.get("/logout", (req, res) => {
  const target = req.query.next || "/";
  // ruleid: javascript-open-redirect
  res.redirect(302, target);
});

app.get("/go/:host", (req, res) => {
  // ruleid: javascript-open-redirect
  res.redirect(`https://${req.params.host}`);
});

app.get("/checked", (req, res) => {
  const target = req.query.next;
  if (!isLocalUrl(target)) {
    return res.status(400).end();
  }
  // ok: javascript-open-redirect
  return res.redirect(target);
});

app.get("/either", (req, res) => {
  // ok: javascript-open-redirect
  res.redirect(isLocalUrl(req.query.next) ? req.query.next : "/");
});

app.get("/path/:name", (req, res) => {
  // ok: javascript-open-redirect
  res.redirect(`/courses/${req.params.name}`);
});

app.get("/search", (req, res) => {
  // ok: javascript-open-redirect
  res.redirect("/search?q=" + encodeURIComponent(req.query.q));
});

app.get("/fixed", (req, res) => {
  // ok: javascript-open-redirect
  res.redirect("/login");
});
