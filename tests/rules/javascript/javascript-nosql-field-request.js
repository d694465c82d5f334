const { User, Token } = require("./models");
const express = require("express");
const app = express();
app.use(express.json());

app.post("/login", async (req, res) => {
  // ruleid: javascript-nosql-field-request
  const user = await User.findOne({ email: req.body.email, active: true });
  res.json({ known: Boolean(user) });
});

app.post("/reset", async (req, res) => {
  const { token } = req.body;
  // ruleid: javascript-nosql-field-request
  const found = await Token.findOneAndDelete({ token });
  res.json({ ok: Boolean(found) });
});

app.post("/text", async (req, res) => {
  // ok: javascript-nosql-field-request
  res.json(await User.findOne({ email: String(req.body.email) }));
  // ok: javascript-nosql-field-request
  res.json(await User.findOne({ email: req.body.email.toLowerCase() }));
  // ok: javascript-nosql-field-request
  res.json(await User.findOne({ email: { $eq: req.body.email } }));
});

app.post("/checked", async (req, res) => {
  const email = req.body.email;
  if (typeof email !== "string") {
    return res.status(400).end();
  }
  // ok: javascript-nosql-field-request
  return res.json(await User.findOne({ email }));
});

app.get("/user/:name", async (req, res) => {
  // ok: javascript-nosql-field-request
  res.json(await User.findOne({ name: req.params.name }));
  // ok: javascript-nosql-field-request
  res.json(await User.findOne({ where: { name: req.body.name } }));
});
