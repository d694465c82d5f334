'use strict';

const path = require('node:path');

const TYPES = { '.html': 'text/html', '.css': 'text/css', '.txt': 'text/plain' };

/** The content type of a file by its ending. */
function typeOf(name) {
  return TYPES[path.extname(name)] || 'application/octet-stream';
}

module.exports = { typeOf };
