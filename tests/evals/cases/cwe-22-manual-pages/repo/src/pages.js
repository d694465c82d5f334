'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { typeOf } = require('./types');

/**
 * The handler of `GET /manual?page=chapter/one.html`. Pages lie below `root`, also in folders; what is not there is
 * answered with 404, and an empty page means index.html.
 */
function manual(root) {
  return async function handle(req, res) {
    const page = req.query.page || 'index.html';
    let text;
    try {
      text = await fs.promises.readFile(path.join(root, page), 'utf8');
    } catch (error) {
      if (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR') {
        res.status(404).send('no such page');
        return;
      }
      throw error;
    }
    res.type(typeOf(page));
    res.status(200).send(text);
  };
}

module.exports = { manual };
