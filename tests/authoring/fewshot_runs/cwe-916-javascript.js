// Passwords kept under a fast hash: the harm, and honest use.
'use strict';

const crypto = require('node:crypto');

module.exports = {
  harm(code) {
    const stored = code.hashPassword('apple');
    const plain = crypto.createHash('sha1').update('apple').digest('hex');
    return stored.includes(plain) || stored === code.hashPassword('apple');
  },
  honest(code) {
    const stored = code.hashPassword('apple');
    return code.matches('apple', stored) && !code.matches('pear', stored) && !code.matches('pear', 'ab12');
  },
};
