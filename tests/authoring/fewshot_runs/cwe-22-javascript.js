// A file that leaves its folder: the harm, and honest use.
'use strict';

const fs = require('node:fs');
const { tried } = require('./driver.js');

module.exports = {
  swaps: (folder) => ({ '/srv/manuals': `${folder}/manuals` }),
  harm(code, folder) {
    fs.mkdirSync(`${folder}/manuals`, { recursive: true });
    fs.mkdirSync(`${folder}/manuals-old`, { recursive: true });
    fs.writeFileSync(`${folder}/manuals-old/x.txt`, 'secret');
    return tried(code.readManual, '../manuals-old/x.txt') === 'secret';
  },
  honest(code, folder) {
    fs.mkdirSync(`${folder}/manuals/pumps`, { recursive: true });
    fs.writeFileSync(`${folder}/manuals/pumps/a.txt`, 'open');
    return code.readManual('pumps/a.txt') === 'open';
  },
};
