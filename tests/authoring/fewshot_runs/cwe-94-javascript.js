// A number that is evaluated: the harm, and honest use.
'use strict';

const { tried, Answer } = require('./driver.js');

module.exports = {
  harm(code) {
    delete globalThis.taken;
    tried(code.scalePrice, { query: { factor: 'globalThis.taken = 1' } }, new Answer());
    return globalThis.taken === 1;
  },
  honest(code) {
    const res = new Answer();
    code.scalePrice({ query: { factor: '1.5' } }, res);
    return res.body.price === 30 && res.code === 200;
  },
};
