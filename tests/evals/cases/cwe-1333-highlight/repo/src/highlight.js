'use strict';

const { escapeHtml } = require('./html');

/**
 * The handler of `GET /lines?q=TERM`: the lines that hold the term, upper and lower case alike, as JSON; in each, every
 * place where the term stands is marked: `a <mark>term</mark>`. The lines come out as HTML.
 */
function lines(text) {
  const all = text.split('\n');
  return function handle(req, res) {
    const term = req.query.q || '';
    if (term === '') {
      res.json([]);
      return;
    }
    const pattern = new RegExp(term, 'gi');
    const found = [];
    for (const line of all) {
      let marked = '';
      let last = 0;
      for (const match of line.matchAll(pattern)) {
        marked += escapeHtml(line.slice(last, match.index)) + `<mark>${escapeHtml(match[0])}</mark>`;
        last = match.index + match[0].length;
      }
      if (last > 0) found.push(marked + escapeHtml(line.slice(last)));
    }
    res.json(found);
  };
}

module.exports = { lines };
