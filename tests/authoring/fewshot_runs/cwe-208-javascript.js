// A signature compared with ===: the harm, and honest use.
'use strict';

const crypto = require('node:crypto');

let safe = 0;
const watched = { ...crypto, timingSafeEqual: (a, b) => (safe++, crypto.timingSafeEqual(a, b)) };

module.exports = {
  standins: { crypto: watched },
  harm(code) {
    safe = 0;
    code.isGenuine('body', '0'.repeat(64), 'key');
    return safe === 0;
  },
  honest(code) {
    const right = crypto.createHmac('sha256', 'key').update('body').digest('hex');
    const given = [right, '0'.repeat(64), 'short', undefined];
    return given.map((one) => code.isGenuine('body', one, 'key')).join() === 'true,false,false,false';
  },
};
