const _ = require("lodash");
const express = require("express");
const app = express();
const defaults = { theme: "light", mail: { weekly: true } };

app.post("/settings", (req, res) => {
  // ruleid: javascript-prototype-pollution-library
  req.user.settings = _.merge({}, defaults, req.body);
  res.end();
});

app.patch("/settings", (req, res) => {
  const { path, value } = req.body;
  // ruleid: javascript-prototype-pollution-library
  _.set(req.user.settings, path, value);
  res.end();
});

app.post("/picked", (req, res) => {
  // ok: javascript-prototype-pollution-library
  req.user.settings = _.merge({}, defaults, _.pick(req.body, ["theme", "mail"]));
  // ok: javascript-prototype-pollution-library
  _.set(req.user.settings, "mail.weekly", req.body.weekly);
  // ok: javascript-prototype-pollution-library
  req.user.names = _.union(req.user.names, req.body);
  // ok: javascript-prototype-pollution-library
  req.user.view = _.merge({}, defaults, { theme: "dark" });
  res.end();
});
