'use strict';

/** What grep -n prints, as a list of { line, text }. */
function parse(output) {
  return output
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => {
      const at = row.indexOf(':');
      return { line: Number(row.slice(0, at)), text: row.slice(at + 1) };
    });
}

module.exports = { parse };
