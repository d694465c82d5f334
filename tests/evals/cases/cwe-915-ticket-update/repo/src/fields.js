'use strict';

/** What the author of a ticket may set, and how each is checked. */
const FIELDS = {
  title: (value) => typeof value === 'string' && value.trim() !== '',
  text: (value) => typeof value === 'string',
  urgent: (value) => typeof value === 'boolean',
};

/** The name of the first field with a bad value, or null; other fields are not looked at. */
function firstBad(values) {
  return Object.keys(FIELDS).find((name) => Object.hasOwn(values, name) && !FIELDS[name](values[name])) || null;
}

module.exports = { FIELDS, firstBad };
