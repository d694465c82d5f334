const vm = require("vm");
const express = require("express");
const app = express();

app.get("/calculate", (req, res) => {
  // ruleid: javascript-code-injection
  res.json(eval(req.query.formula));
});

app.post("/rule", (req, res) => {
  const body = req.body.rule;
  // ruleid: javascript-code-injection
  const rule = new Function("price", "return " + body);
  res.json(rule(3));
});

app.post("/script", (req, res) => {
  // ruleid: javascript-code-injection
  res.json(vm.runInNewContext(req.body.source, {}));
});

app.post("/json", (req, res) => {
  // ok: javascript-code-injection
  res.json(JSON.parse(req.body.text));
});

app.get("/number", (req, res) => {
  // ok: javascript-code-injection
  res.json(eval("2 * " + Number(req.query.n)));
});

app.get("/fixed", (req, res) => {
  // ok: javascript-code-injection
  const double = new Function("n", "return 2 * n");
  res.json(double(req.query.n));
});
