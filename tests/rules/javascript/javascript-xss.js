const express = require("express");
const escapeHtml = require("escape-html");
const app = express();

app.get("/hello", (req, res) => {
  // ruleid: javascript-xss
  res.send(`<h1>Hello ${req.query.name}</h1>`);
});

app.get("/missing/:page", (req, res) => {
  const text = "<p>No " + req.params.page + " here</p>";
  // ruleid: javascript-xss
  res.status(404).send(text);
});

app.post("/echo", (req, res) => {
  // ruleid: javascript-xss
  res.write("<b>" + req.body.word + "</b>");
  res.end();
});

app.get("/escaped", (req, res) => {
  // ok: javascript-xss
  res.send(`<h1>Hello ${escapeHtml(req.query.name)}</h1>`);
});

app.get("/template", (req, res) => {
  // ok: javascript-xss
  res.render("hello", { name: req.query.name });
});

app.get("/json", (req, res) => {
  // ok: javascript-xss
  res.json({ greeting: `Hello ${req.query.name}` });
});

app.get("/plain", (req, res) => {
  res.type("text/plain");
  // ok: javascript-xss
  res.send(`Hello ${req.query.name}`);
});

app.get("/count", (req, res) => {
  // ok: javascript-xss
  res.send(`<p>${Number(req.query.n)} items</p>`);
});
