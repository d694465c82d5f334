'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { search } = require('../src/search');

const ARTICLES = [{ name: 'Tea & honey', price: 4.5 }, { name: 'Coffee "strong"', price: 7 }, { name: "Baker's <own>", price: 1 }];

function ask(q) {
  let sent = '';
  const res = { status() { return res; }, type() { return res; }, set() { return res; }, setHeader() {}, send(body) { sent = String(body); return res; }, end(body) { sent = String(body); } };
  try {
    search(ARTICLES)({ query: { q } }, res);
  } catch (error) {
    return '';
  }
  return sent;
}

const unescape = (text) =>
  text.replace(/&#x27;|&#39;|&#039;|&apos;/gi, "'").replace(/&quot;|&#34;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#x60;|&#96;/gi, '`').replace(/&#x2F;|&#47;/gi, '/').replace(/&amp;/g, '&');

for (const term of ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '" onfocus="alert(1)" autofocus x="', '</b><svg onload=alert(1)>', '</title><script>x</script>']) {
  test(`a term adds no markup: ${term}`, () => {
    const text = ask(term);
    assert.ok(!/<(script|img|svg)/i.test(text));
    const input = /<input [^>]*>/.exec(text);
    if (input) assert.ok(!/\bon\w+="|autofocus/.test(input[0].replace(/="[^"]*"/g, '=""')));
  });
}

for (const term of ['tea', 'Tea & honey', '"strong"', "Baker's <own>", 'a &amp; b', '1 < 2']) {
  test(`a term is shown as it was typed: ${term}`, () => {
    const text = ask(term);
    assert.strictEqual(unescape(/value="([^"]*)"/.exec(text)[1]), term);
    assert.strictEqual(unescape(/ for <b>(.*?)<\/b>/.exec(text)[1]), term);
  });
}

test('the search itself is by what was typed', () => {
  assert.match(ask('Tea & honey'), /1 for .*<li>Tea &amp; honey: 4.50<\/li>/);
  assert.match(ask("BAKER'S <"), /1 for .*<li>Baker(&#39;|&#x27;|')s &lt;own&gt;: 1.00<\/li>/);
  assert.match(ask('&amp;'), /0 for /);
});
