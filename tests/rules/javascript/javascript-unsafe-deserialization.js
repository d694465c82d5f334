const serialize = require("node-serialize");
const v8 = require("v8");
const express = require("express");
const app = express();

app.get("/cart", (req, res) => {
  // ruleid: javascript-unsafe-deserialization
  const cart = serialize.unserialize(Buffer.from(req.cookies.cart, "base64").toString());
  res.json(cart);
});

app.post("/state", (req, res) => {
  // ruleid: javascript-unsafe-deserialization
  res.json(v8.deserialize(req.body));
});

app.get("/json", (req, res) => {
  // ok: javascript-unsafe-deserialization
  res.json(JSON.parse(Buffer.from(req.cookies.cart, "base64").toString()));
});

app.get("/local", (req, res) => {
  // ok: javascript-unsafe-deserialization
  res.json({ state: v8.deserialize(readState()), name: req.query.name });
});
