// A query with operators of the visitor: the harm, and honest use.
'use strict';

const { Answer } = require('./driver.js');

const RIGHT = { name: 'ann', pin: '4711' };
const findOne = async (query) =>
  Object.keys(query).every((key) => query[key] === RIGHT[key] || typeof query[key] === 'object') ? { id: 3 } : null;

async function answer(code, body) {
  const res = new Answer();
  await code.login({ findOne }, { body }, res);
  return res;
}

module.exports = {
  harm: async (code) => (await answer(code, { name: 'ann', pin: { $ne: '' } })).body.id === 3,
  honest: async (code) =>
    (await answer(code, RIGHT)).body.id === 3 && (await answer(code, { name: 'ann', pin: '1' })).code === 401,
};
