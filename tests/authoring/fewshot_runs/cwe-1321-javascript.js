// A key that reaches every object: the harm, and honest use.
'use strict';

const { tried } = require('./driver.js');

function polluted(code, text) {
  tried(code.merge, {}, JSON.parse(text));
  const found = {}.taken === true;
  delete Object.prototype.taken;
  return found;
}

module.exports = {
  harm: (code) =>
    polluted(code, '{"__proto__": {"taken": true}}') ||
    polluted(code, '{"constructor": {"prototype": {"taken": true}}}'),
  honest(code) {
    const merged = code.merge({ a: { b: 1 }, c: 2 }, { a: { d: 3 }, c: 4 });
    return JSON.stringify(merged) === '{"a":{"b":1,"d":3},"c":4}';
  },
};
