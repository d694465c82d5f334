const express = require("express");
const db = require("./db");
const app = express();

app.get("/search", async (req, res) => {
  // ruleid: javascript-sql-injection
  const found = await db.query(`SELECT * FROM products WHERE name LIKE '%${req.query.q}%'`);
  res.json(found.rows);
});

app.post("/login", (req, res) => {
  const { email } = req.body;
  const sql = "SELECT * FROM users WHERE email = '" + email + "'";
  // ruleid: javascript-sql-injection
  db.get(sql, (error, row) => res.json(row));
});

app.get("/orders/:id", (req, res) => {
  // ruleid: javascript-sql-injection
  db.execute("SELECT * FROM orders WHERE id = " + req.params.id, (error, rows) => res.json(rows));
});

app.get("/bound", async (req, res) => {
  // ok: javascript-sql-injection
  const found = await db.query("SELECT * FROM products WHERE name LIKE $1", [`%${req.query.q}%`]);
  res.json(found.rows);
});

app.get("/page", (req, res) => {
  const offset = parseInt(req.query.offset, 10);
  // ok: javascript-sql-injection
  db.all(`SELECT * FROM products LIMIT 20 OFFSET ${offset}`, (error, rows) => res.json(rows));
});

app.get("/filter", async (req, res) => {
  // ok: javascript-sql-injection
  res.json(await db.query({ name: req.query.q }));
});

app.get("/fixed", async (req, res) => {
  // ok: javascript-sql-injection
  res.json(await db.query("SELECT * FROM " + "products"));
});
