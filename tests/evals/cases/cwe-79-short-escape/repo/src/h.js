'use strict';

const SIGNS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The text written for HTML: good inside elements and inside quoted attributes. */
function h(text) {
  return String(text).replace(/[&<>"']/g, (sign) => SIGNS[sign]);
}

module.exports = { h };
