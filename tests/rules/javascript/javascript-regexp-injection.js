const escapeStringRegexp = require("escape-string-regexp");
const express = require("express");
const app = express();
const articles = [];

app.get("/search", (req, res) => {
  // ruleid: javascript-regexp-injection
  const wanted = new RegExp(req.query.q, "i");
  res.json(articles.filter((article) => wanted.test(article.title)));
});

app.get("/prefix", (req, res) => {
  const { prefix } = req.query;
  // ruleid: javascript-regexp-injection
  res.json(articles.filter((article) => RegExp(`^${prefix}`).test(article.title)));
});

app.get("/escaped", (req, res) => {
  // ok: javascript-regexp-injection
  const wanted = new RegExp(escapeStringRegexp(req.query.q), "i");
  // ok: javascript-regexp-injection
  const other = new RegExp(req.query.q.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");
  res.json(articles.filter((article) => wanted.test(article.title) || other.test(article.title)));
});

app.get("/plain", (req, res) => {
  // ok: javascript-regexp-injection
  const words = new RegExp("^[a-z ]+$", "i");
  res.json(articles.filter((article) => words.test(article.title) && article.title.includes(req.query.q)));
});
