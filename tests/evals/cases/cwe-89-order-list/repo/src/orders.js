'use strict';

/**
 * The handlers of `/orders`. `db.query(text, values)` answers with a promise of rows; `?` in the text stands for the
 * next value.
 */
function orders(db) {
  /** `GET /orders?customer=NAME&sort=number|day|total&desc=1`: by day when nothing else is asked for. */
  async function list(req, res) {
    const { customer } = req.query;
    const sort = req.query.sort || 'created_at';
    const direction = req.query.desc ? 'DESC' : 'ASC';
    const rows = await db.query(`SELECT id, created_at, total_cents FROM orders WHERE customer = '${customer}' ORDER BY ${sort} ${direction}`);
    res.json(rows);
  }

  /** `GET /orders/:id` */
  async function show(req, res) {
    const rows = await db.query('SELECT id, created_at, total_cents FROM orders WHERE id = ?', [Number(req.params.id)]);
    if (rows.length === 0) {
      res.status(404).json({ error: 'no such order' });
      return;
    }
    res.json(rows[0]);
  }

  return { list, show };
}

module.exports = { orders };
