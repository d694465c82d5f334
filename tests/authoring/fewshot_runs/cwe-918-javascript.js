// A server that fetches what it is told: the harm, and honest use.
'use strict';

const { Answer, tried } = require('./driver.js');

let asked = [];
globalThis.fetch = async (url) => {
  asked.push(String(url));
  return { arrayBuffer: async () => new TextEncoder().encode('pixels').buffer };
};

async function shown(code, url) {
  asked = [];
  const res = new Answer();
  await code.preview({ query: { url } }, res);
  return res;
}

module.exports = {
  async harm(code) {
    const attacks = ['http://127.0.0.1/admin', 'https://pictures.example.org@other.example/', 'https://other.example/'];
    for (const attack of attacks) {
      await tried(shown, code, attack);
      if (asked.length) return true;
    }
    return false;
  },
  honest: async (code) => String((await shown(code, 'https://pictures.example.org/a.png')).body) === 'pixels',
};
