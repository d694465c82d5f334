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

app.get("/plain", (req, res) => {
  const page = req.query.next;
  const target = typeof page === "string" && /^\/(?![/\\])[^\t\n\r]*$/.test(page) ? page : "/";
  // ok: javascript-open-redirect
  res.redirect(303, target);
});

app.get("/section", (req, res) => {
  const target = req.query.next;
  if (!/^\/[a-z]/.test(target)) {
    return res.redirect("/");
  }
  // ok: javascript-open-redirect
  return res.redirect(target);
});

app.get("/slash", (req, res) => {
  const target = /^\//.test(req.query.next) ? req.query.next : "/";
  // ruleid: javascript-open-redirect
  res.redirect(target);
});

app.get("/either-slash", (req, res) => {
  const target = /^\/[a-z/]/.test(req.query.next) ? req.query.next : "/";
  // ruleid: javascript-open-redirect
  res.redirect(target);
});

app.get("/secure", (req, res) => {
  // ok: javascript-open-redirect
  res.redirect("https://" + req.headers.host + req.originalUrl);
  // ruleid: javascript-open-redirect
  res.redirect("https://" + req.headers["x-forwarded-host"] + req.originalUrl);
});
