'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { Sessions } = require('../src/sessions');
const { signin } = require('../src/signin');

function ask(target) {
  const got = { code: 200, url: null };
  const res = {
    cookie() { return res; },
    status(code) { got.code = code; return res; },
    send() { return res; },
    json() { return res; },
    end() {},
    sendStatus(code) { got.code = code; },
    redirect(...args) { got.url = args.pop(); got.code = args.pop() || 302; },
  };
  const req = { query: { return: target }, body: { name: 'ada', password: 'x' }, headers: { host: 'site.example' }, get: () => 'site.example', protocol: 'https', hostname: 'site.example' };
  signin(new Sessions(), () => true)(req, res);
  return got;
}

const landing = (url) => new URL(url, 'https://site.example/signin');

for (const target of ['https://evil.example/', '//evil.example/x', '///evil.example', '/\\evil.example', '\\\\evil.example', 'https:evil.example', '\t//evil.example', '/\t/evil.example', '/\n/evil.example', 'javascript:alert(1)', 'https://site.example@evil.example/', 'https://site.example.evil.example/', 'data:text/html,x', 'evil.example//..//evil']) {
  test(`people stay on the site: ${JSON.stringify(target)}`, () => {
    const { code, url } = ask(target);
    if (url === null) assert.ok(code >= 400 && code < 500);
    else assert.strictEqual(landing(url).origin, 'https://site.example', url);
  });
}

for (const target of ['/inbox', '/inbox?page=2&q=a%20b', '/a/b#part', '/search?next=https://other.example/', '/team/ada@example.org', '/x?y=//z', '/']) {
  test(`a page of the site is reached: ${target}`, () => {
    const { code, url } = ask(target);
    assert.ok(code >= 300 && code < 400);
    assert.strictEqual(landing(url).href, 'https://site.example' + target);
  });
}

test('without a wish the start page comes', () => {
  for (const target of [undefined, '']) assert.strictEqual(landing(ask(target).url).href, 'https://site.example/');
});
