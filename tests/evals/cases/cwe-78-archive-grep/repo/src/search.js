'use strict';

const { exec } = require('node:child_process');
const { parse } = require('./lines');

/**
 * The handler of `GET /search?q=TERM`: the lines of the archive that hold the term, as JSON. The term is plain text,
 * not a pattern. No hit is an empty list; a search that cannot be made is answered with 500.
 */
function search(archive) {
  return function handle(req, res) {
    const term = req.query.q;
    if (!term) {
      res.status(400).json({ error: 'what shall be searched?' });
      return;
    }
    exec(`grep -n -F "${term}" "${archive}"`, (error, stdout) => {
      // 1 means that nothing was found.
      if (error && error.code !== 1) {
        res.status(500).json({ error: 'the search failed' });
        return;
      }
      res.status(200).json(parse(stdout));
    });
  };
}

module.exports = { search };
