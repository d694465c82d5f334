const path = require("path");
const express = require("express");
const app = express();
const REPORTS = { sales: require("./reports/sales"), stock: require("./reports/stock") };

app.get("/report/:name", (req, res) => {
  // ruleid: javascript-dynamic-require-request
  const report = require(`./reports/${req.params.name}`);
  res.json(report.run());
});

app.get("/theme", async (req, res) => {
  const name = req.query.theme || "light";
  // ruleid: javascript-dynamic-require-request
  const theme = await import("./themes/" + name);
  res.json(theme.colours);
});

app.get("/table/:name", (req, res) => {
  // ok: javascript-dynamic-require-request
  res.json(REPORTS[req.params.name].run());
  // ok: javascript-dynamic-require-request
  res.json(require("./reports/sales").run(req.query));
  // ok: javascript-dynamic-require-request
  res.json(require("./reports/" + path.basename(req.params.name)).run());
});
