// A key in the source: the harm, and honest use.
'use strict';

const { tried } = require('./driver.js');

module.exports = {
  harm(code) {
    delete process.env.LINK_KEY;
    return tried(code.signLink, '/a') !== undefined;
  },
  honest(code) {
    process.env.LINK_KEY = 'k1';
    const [a, again, b] = ['/a', '/a', '/b'].map(code.signLink);
    return a === again && /^\/a\?mark=[0-9a-f]{64}$/.test(a) && b.startsWith('/b?') && a.slice(2) !== b.slice(2);
  },
};
