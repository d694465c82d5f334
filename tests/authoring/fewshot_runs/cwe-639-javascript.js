// Somebody else's invoice: the harm, and honest use.
'use strict';

const { Answer } = require('./driver.js');

const ALL = [
  { _id: '1', owner: 'ann' },
  { _id: '2', owner: 'bo' },
];
const Invoice = {
  findById: async (id) => ALL.find((one) => one._id === id),
  findOne: async (wanted) => ALL.find((one) => Object.keys(wanted).every((key) => one[key] === wanted[key])),
};

async function shown(code, id) {
  const res = new Answer();
  await code.showInvoice(Invoice, { params: { id }, user: { id: 'ann' } }, res);
  return res;
}

module.exports = {
  harm: async (code) => (await shown(code, '2')).body.owner === 'bo',
  honest: async (code) => (await shown(code, '1')).body._id === '1' && (await shown(code, '9')).code === 404,
};
