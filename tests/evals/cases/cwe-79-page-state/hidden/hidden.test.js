'use strict';

const test = require('node:test');
const assert = require('node:assert');
const vm = require('node:vm');
const { board } = require('../src/app');

const CARDS = [{ title: 'Paint <b> & "co"', column: 'todo' }, { title: "O'Hara </script>", column: 'done' }];

function ask(filter, cards = []) {
  let sent = '';
  const res = { status() { return res; }, type() { return res; }, set() { return res; }, setHeader() {}, send(body) { sent = String(body); return res; } };
  board(cards)({ query: { filter } }, res);
  return sent;
}

/** The text of the elements named `script`, ended as a browser ends them. */
function scripts(html) {
  return [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script/gi)].map((match) => ({ attributes: match[1], text: match[2] }));
}

function stateOf(html) {
  const window = {};
  const context = vm.createContext({ window, document: undefined });
  for (const { attributes, text } of scripts(html)) if (!/\b(src|type)=/.test(attributes)) vm.runInContext(text, context);
  return JSON.parse(JSON.stringify(window.STATE));
}

for (const filter of ['</script><script>window.PWNED=1</script>', '</SCRIPT ><img src=x onerror=alert(1)>', '<!--<script>', '</script\n><svg onload=alert(1)>', '"};window.PWNED=1;//']) {
  test(`a filter stays a value: ${filter.replace('\n', ' ')}`, () => {
    const html = ask(filter);
    assert.ok(!/<(img|svg)/i.test(html) && !/<!--/.test(html));
    assert.strictEqual(scripts(html).length, 2);
    assert.strictEqual(stateOf(html).filter, filter);
  });
}

for (const filter of ['', 'blue', 'a & b', '1 < 2 > 0', 'say "hi"', "it's", 'back\\slash', 'caf\u00e9 \u2028 \u2029', '&lt;', '$& $1']) {
  test(`the page gets the filter as it is: ${JSON.stringify(filter)}`, () => {
    assert.strictEqual(stateOf(ask(filter)).filter, filter);
  });
}

test('cards arrive as they are', () => {
  const html = ask('x', CARDS);
  const state = stateOf(html);
  assert.deepStrictEqual(state.columns.map((column) => column.cards), [[CARDS[0]], [], [CARDS[1]]]);
  assert.ok(html.includes('<div id="app"></div>') && html.includes('src="/app.js"'));
});
