const { Product } = require("./models");
const express = require("express");
const app = express();

app.get("/cheap", async (req, res) => {
  // ruleid: javascript-nosql-where-request
  res.json(await Product.find({ $where: `this.price < ${req.query.max}` }));
});

app.get("/owner", async (req, res) => {
  const code = "this.owner == '" + req.query.owner + "'";
  // ruleid: javascript-nosql-where-request
  res.json(await Product.find().$where(code));
});

app.get("/number", async (req, res) => {
  // ok: javascript-nosql-where-request
  res.json(await Product.find({ $where: `this.price < ${Number(req.query.max)}` }));
});

app.get("/operator", async (req, res) => {
  // ok: javascript-nosql-where-request
  res.json(await Product.find({ price: { $lt: Number(req.query.max) } }));
});

app.get("/fixed", async (req, res) => {
  // ok: javascript-nosql-where-request
  res.json(await Product.find({ $where: "this.stock > this.reserved" }).skip(req.query.skip));
});
