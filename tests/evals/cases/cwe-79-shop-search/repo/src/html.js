'use strict';

const SIGNS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for HTML, good inside elements and inside quoted attributes. */
function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (sign) => SIGNS[sign]);
}

/** A whole page; `body` is HTML. */
function page(title, body) {
  return `<!doctype html><title>${escapeHtml(title)}</title><body>${body}</body>`;
}

module.exports = { escapeHtml, page };
