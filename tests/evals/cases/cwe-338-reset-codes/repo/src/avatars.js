'use strict';

const COLOURS = ['red', 'green', 'blue', 'grey'];

/** A colour for somebody without a picture; any will do. `random` is for tests. */
function colour(random = Math.random) {
  return COLOURS[Math.floor(random() * COLOURS.length)];
}

module.exports = { colour };
