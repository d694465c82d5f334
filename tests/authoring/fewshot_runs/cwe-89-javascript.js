// A query made of strings: the harm, and honest use.
'use strict';

const ROWS = [
  { customer: 'ann', id: 1 },
  { customer: 'bo', id: 2 },
];

// As much of a database as the example uses: a condition in the text is read, a parameter is a value.
async function query(text, values = []) {
  const wanted = text.endsWith('$1') ? values[0] : /customer = '([^']*)'/.exec(text)[1];
  const all = / OR /.test(text);
  return { rows: ROWS.filter((row) => all || row.customer === wanted) };
}

module.exports = {
  harm: async (code) => (await code.ordersOf({ query }, "x' OR 'a' = 'a")).length > 0,
  honest: async (code) => (await code.ordersOf({ query }, 'ann')).map((row) => row.id).join() === '1',
};
