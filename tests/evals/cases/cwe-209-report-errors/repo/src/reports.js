'use strict';

const { ClientError } = require('./problems');
const { guarded } = require('./errors');

/** `GET /reports/:year`; `load(year)` resolves to the report or null, and rejects when the database is down. */
function report(load, log) {
  return guarded(async (req, res) => {
    const year = Number(req.params.year);
    if (!Number.isInteger(year)) throw new ClientError('the year is a number, like 2024');
    const found = await load(year);
    if (!found) throw new ClientError(`there is no report for ${year}`, 404);
    res.status(200).json(found);
  }, log);
}

module.exports = { report };
