// A file name in a shell command: the harm, and honest use.
'use strict';

const fs = require('node:fs');

function run(code, folder, file) {
  fs.writeFileSync(`${folder}/convert`, '#!/bin/sh\n[ "$1" = cat.png ]\n', { mode: 0o700 });
  process.env.PATH = `${folder}:${process.env.PATH}`;
  return new Promise((resolve) => code.thumbnail(file, resolve));
}

module.exports = {
  async harm(code, folder) {
    await run(code, folder, `cat.png; touch ${folder}/made;`);
    return fs.existsSync(`${folder}/made`);
  },
  async honest(code, folder) {
    return (await run(code, folder, 'cat.png')) === null && (await run(code, folder, 'dog.png')) !== null;
  },
};
