// A broken hash guards a file: the harm, and honest use.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');

module.exports = {
  harm(code, folder) {
    fs.writeFileSync(`${folder}/a`, 'tape');
    return code.digest(`${folder}/a`) === crypto.createHash('md5').update('tape').digest('hex');
  },
  honest(code, folder) {
    for (const [name, text] of Object.entries({ a: 'tape', b: 'tape', c: 'disk' })) {
      fs.writeFileSync(`${folder}/${name}`, text);
    }
    const [a, b, c] = ['a', 'b', 'c'].map((name) => code.digest(`${folder}/${name}`));
    return a === b && a !== c && /^[0-9a-f]+$/.test(a);
  },
};
