'use strict';

const { escapeHtml, page } = require('./html');

/** The handler of `GET /search?q=TERM`; `articles` is a list of { name, price }. */
function search(articles) {
  return function handle(req, res) {
    const term = req.query.q || '';
    const found = articles.filter((article) => article.name.toLowerCase().includes(term.toLowerCase()));
    const rows = found.map((article) => `<li>${escapeHtml(article.name)}: ${article.price.toFixed(2)}</li>`);
    res.send(page('Search', `<input name="q" value="${term}"><p>${found.length} for <b>${term}</b></p><ul>${rows.join('')}</ul>`));
  };
}

module.exports = { search };
