'use strict';

function isPlain(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Merge `source` into `target` and return it: objects are merged key by key, to any depth; lists and all other values
 * are replaced.
 */
function merge(target, source) {
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (isPlain(value) && isPlain(target[key])) {
      merge(target[key], value);
    } else {
      target[key] = value;
    }
  }
  return target;
}

module.exports = { merge };
