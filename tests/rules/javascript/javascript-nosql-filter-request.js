const { Product, Order } = require("./models");
const express = require("express");
const app = express();

app.get("/products", async (req, res) => {
  // ruleid: javascript-nosql-filter-request
  res.json(await Product.find(req.query).limit(50));
});

app.post("/orders/search", async (req, res) => {
  const filter = req.body;
  // ruleid: javascript-nosql-filter-request
  const orders = await req.app.locals.db.collection("orders").find(filter).toArray();
  res.json(orders);
});

app.get("/named", async (req, res) => {
  // ok: javascript-nosql-filter-request
  res.json(await Product.find({ category: String(req.query.category), shop: req.user.shop }));
});

app.get("/product/:id", async (req, res) => {
  // ok: javascript-nosql-filter-request
  res.json(await Product.findOne(req.params));
});

app.get("/cart", (req, res) => {
  // ok: javascript-nosql-filter-request
  const item = req.session.cart.find((entry) => entry.id === req.query.id);
  res.json(item);
});

app.get("/relational", async (req, res) => {
  // ok: javascript-nosql-filter-request
  res.json(await Order.findOne({ where: { id: req.query.id } }));
});
