const mysql = require("mysql2");
const mongoose = require("mongoose");
const { Pool } = require("pg");

const shop = mysql.createConnection({
  host: "db.example",
  user: "shop",
  // ruleid: javascript-database-password-hardcoded
  password: "Tr4vel-Light",
});
// ruleid: javascript-database-password-hardcoded
const pool = new Pool({ host: "db.example", password: "n0t-so-secret" });
// ruleid: javascript-database-password-hardcoded
mongoose.connect("mongodb+srv://shop:Tr4velLight@cluster.example/orders");

// ok: javascript-database-password-hardcoded
const good = new Pool({ host: "db.example", password: process.env.PGPASSWORD });
// ok: javascript-database-password-hardcoded
const empty = mysql.createConnection({ host: "localhost", user: "root", password: "" });
// ok: javascript-database-password-hardcoded
mongoose.connect(process.env.MONGO_URL);
// ok: javascript-database-password-hardcoded
mongoose.connect("mongodb://localhost:27017/orders");
// ok: javascript-database-password-hardcoded
const form = new LoginForm({ password: "n0t-so-secret" });
module.exports = { shop, pool, good, empty, form };
