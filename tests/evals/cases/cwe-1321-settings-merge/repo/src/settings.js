'use strict';

const { merge } = require('./merge');

const DEFAULTS = { theme: { name: 'light', size: 12 }, columns: ['name', 'date'], notify: true };

/** The defaults with what a user has sent as JSON on top of them; text that is no object throws SyntaxError. */
function settingsFrom(text) {
  const sent = JSON.parse(text);
  if (typeof sent !== 'object' || sent === null) throw new SyntaxError('settings are an object');
  return merge(structuredClone(DEFAULTS), sent);
}

module.exports = { settingsFrom, DEFAULTS };
