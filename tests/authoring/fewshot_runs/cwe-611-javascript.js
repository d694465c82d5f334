// XML that may name files: the harm, and honest use.
'use strict';

const fs = require('node:fs');
const { tried } = require('./driver.js');

// As much of the parser as the example uses: one external entity, one element.
function parseXml(document, { noent }) {
  const [, file] = /<!ENTITY x SYSTEM "([^"]+)">/.exec(document) ?? [];
  const text = document.replaceAll('&x;', () => (noent ? fs.readFileSync(file, 'utf8') : ''));
  return { get: () => ({ text: () => /<total>(.*)<\/total>/.exec(text)[1] }) };
}

module.exports = {
  standins: { libxmljs: { parseXml } },
  harm(code, folder) {
    fs.writeFileSync(`${folder}/secret`, 'hidden');
    const attack = `<!DOCTYPE i [<!ENTITY x SYSTEM "${folder}/secret">]><i><total>&x;</total></i>`;
    return tried(code.total, attack) === 'hidden';
  },
  honest: (code) => code.total('<i><total>12</total></i>') === '12',
};
