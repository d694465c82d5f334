const pool = require("./pool");

async function findUser(email) {
  // ruleid: javascript-sql-string-building
  const found = await pool.query(`SELECT * FROM users WHERE email = '${email}'`);
  return found.rows[0];
}

const rename = (id, name) => {
  const sql = "UPDATE users SET name = '" + name + "' WHERE id = " + id;
  // ruleid: javascript-sql-string-building
  return pool.execute(sql);
};

class Orders {
  find(reference) {
    // ruleid: javascript-sql-string-building
    return this.db.get("SELECT * FROM orders WHERE reference = '" + reference + "'");
  }

  findSafely(reference) {
    // ok: javascript-sql-string-building
    return this.db.get("SELECT * FROM orders WHERE reference = ?", [reference]);
  }
}

async function findSafely(email) {
  // ok: javascript-sql-string-building
  const found = await pool.query("SELECT * FROM users WHERE email = $1", [email]);
  return found.rows[0];
}

function count(table) {
  // ok: javascript-sql-string-building
  return pool.query(`SELECT count(*) FROM ${table}`);
}

function page(offset) {
  // ok: javascript-sql-string-building
  return pool.query(`SELECT * FROM users LIMIT 20 OFFSET ${Number(offset)}`);
}

function run(sql) {
  // ok: javascript-sql-string-building
  return pool.query(sql);
}

function fetchPart(name) {
  // ok: javascript-sql-string-building
  return document.query(`#part-${name}`);
}
module.exports = { findUser, rename, Orders, findSafely, count, page, run, fetchPart };
