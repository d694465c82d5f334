// A temporary name known beforehand: the harm, and honest use.
'use strict';

const fs = require('node:fs');

module.exports = {
  harm(code, folder) {
    process.env.TMPDIR = folder;
    fs.writeFileSync(`${folder}/victim`, 'precious');
    fs.symlinkSync(`${folder}/victim`, `${folder}/invoice-${process.pid}.txt`);
    code.scratchFile('sum');
    return fs.readFileSync(`${folder}/victim`, 'utf8') !== 'precious';
  },
  honest(code, folder) {
    process.env.TMPDIR = folder;
    return fs.readFileSync(code.scratchFile('sum'), 'utf8') === 'sum';
  },
};
