'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { lines } = require('../src/highlight');

const TEXT = ['Tea and tea', 'a.b', 'axb', 'C++ (new)', '[x] {y} 1*2', 'back\\slash', '$5 ^ | ?', 'a-b a/b', 'Caf\u00e9', '<i>&amp;', 'aaa', 'ISTANBUL I'].join('\n');

function ask(q, text = TEXT) {
  let sent;
  const res = { status() { return res; }, json(body) { sent = body; return res; }, send(body) { sent = body; return res; } };
  lines(text)({ query: { q } }, res);
  return sent;
}

test('no term can hold up the server', () => {
  const script = `
    const { lines } = require(${JSON.stringify(path.join(__dirname, '../src/highlight'))});
    const res = { status() { return res; }, json() { return res; }, send() { return res; } };
    for (const q of ['(a|a)*$', '(.*a){25}$', '([a-zA-Z]+)*$', '(a+)+$', '(a|aa)+$']) {
      try { lines('a'.repeat(40) + '!')({ query: { q } }, res); } catch {}
    }`;
  assert.strictEqual(spawnSync(process.execPath, ['-e', script], { timeout: 5000 }).error, undefined);
});

for (const [term, ...shown] of [
  ['tea', '<mark>Tea</mark> and <mark>tea</mark>'],
  ['a.b', '<mark>a.b</mark>'],
  ['c++', '<mark>C++</mark> (new)'],
  ['(NEW)', 'C++ <mark>(new)</mark>'],
  ['[x]', '<mark>[x]</mark> {y} 1*2'],
  ['{y} 1*2', '[x] <mark>{y} 1*2</mark>'],
  ['\\s', 'back<mark>\\s</mark>lash'],
  ['$5 ^ | ?', '<mark>$5 ^ | ?</mark>'],
  ['a-b', '<mark>a-b</mark> a/b'],
  ['/', 'a-b a<mark>/</mark>b'],
  ['CAF\u00c9', '<mark>Caf\u00e9</mark>'],
  ['<i>&', '<mark>&lt;i&gt;&amp;</mark>amp;'],
  ['aa', '<mark>aa</mark>a'],
  ['nbul', 'ISTA<mark>NBUL</mark> I'],
  ['(', 'C++ <mark>(</mark>new)'],
  ['.*'],
  ['x{1}'],
  ['|', '$5 ^ <mark>|</mark> ?'],
]) {
  test(`a term is plain text: ${term}`, () => assert.deepStrictEqual(ask(term), shown));
}
