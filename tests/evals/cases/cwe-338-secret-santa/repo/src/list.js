'use strict';

/** Names from text, one a line, without blanks around them and without doubles. */
function names(text) {
  return [...new Set(text.split('\n').map((line) => line.trim()).filter(Boolean))];
}

module.exports = { names };
