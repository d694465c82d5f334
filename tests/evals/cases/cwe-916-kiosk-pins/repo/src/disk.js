'use strict';

const fs = require('node:fs/promises');

/** A JSON object in a file; an absent file is an empty object. */
async function load(file) {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

async function save(file, value) {
  await fs.writeFile(file, JSON.stringify(value));
}

module.exports = { load, save };
