const express = require("express");
const app = express();
const settings = {};
const FIELDS = new Set(["theme", "language"]);

app.post("/settings", (req, res) => {
  // ruleid: javascript-prototype-pollution-key
  settings[req.body.section][req.body.key] = req.body.value;
  res.end();
});

app.post("/flag", (req, res) => {
  const { name, value } = req.body;
  // ruleid: javascript-prototype-pollution-key
  settings[name] = value;
  res.end();
});

app.post("/known", (req, res) => {
  const { name, value } = req.body;
  if (!FIELDS.has(name)) {
    return res.status(400).end();
  }
  // ok: javascript-prototype-pollution-key
  settings[name] = value;
  return res.end();
});

app.post("/bare", (req, res) => {
  const table = Object.create(null);
  // ok: javascript-prototype-pollution-key
  table[req.body.name] = req.body.value;
  res.json(table);
});

app.post("/map", (req, res) => {
  const table = new Map();
  // ok: javascript-prototype-pollution-key
  table.set(req.body.name, req.body.value);
  // ok: javascript-prototype-pollution-key
  settings[`user:${req.body.name}`] = req.body.value;
  // ok: javascript-prototype-pollution-key
  settings.theme = req.body.theme;
  res.end();
});
