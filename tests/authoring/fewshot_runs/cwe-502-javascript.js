// A cart that is unserialized: the harm, and honest use.
'use strict';

const { tried } = require('./driver.js');

// As node-serialize does: a marked text is compiled, and runs when it ends in ().
const unserialize = (text) =>
  JSON.parse(text, (_, value) => (String(value).startsWith('_FUNC_') ? (0, eval)(value.slice(6)) : value));
const cookie = (cart) => ({ cookies: { cart: Buffer.from(JSON.stringify(cart)).toString('base64') } });

module.exports = {
  standins: { 'node-serialize': { unserialize } },
  harm(code) {
    delete globalThis.taken;
    tried(code.readCart, cookie({ jam: '_FUNC_(function () { globalThis.taken = 1; })()' }));
    return globalThis.taken === 1;
  },
  honest: (code) => JSON.stringify(code.readCart(cookie({ jam: 2, notes: ['a'] }))) === '{"jam":2,"notes":["a"]}',
};
