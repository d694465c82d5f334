const ejs = require("ejs");
const Handlebars = require("handlebars");
const pug = require("pug");
const express = require("express");
const app = express();

app.get("/hello", (req, res) => {
  // ruleid: javascript-template-injection
  res.send(ejs.render(`<h1>Hello ${req.query.name}</h1>`));
});

app.post("/preview", (req, res) => {
  const source = req.body.template;
  // ruleid: javascript-template-injection
  const draw = Handlebars.compile(source);
  res.send(draw({ shop: "Example" }));
});

app.get("/title", (req, res) => {
  // ruleid: javascript-template-injection
  res.send(pug.render("h1 " + req.query.title));
});

app.get("/values", (req, res) => {
  // ok: javascript-template-injection
  res.send(ejs.render("<h1>Hello <%= name %></h1>", { name: req.query.name }));
  // ok: javascript-template-injection
  res.send(Handlebars.compile("<h1>{{title}}</h1>")({ title: req.query.title }));
  // ok: javascript-template-injection
  res.render("hello", { name: req.query.name });
});
