'use strict';

const test = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const cp = require('node:child_process');

// A grep that is given no file would wait for its input.
for (const name of ['exec', 'execFile', 'spawn']) {
  const real = cp[name];
  cp[name] = (...args) => {
    const child = real(...args);
    child.stdin?.end();
    return child;
  };
  const promised = (...args) => new Promise((resolve, reject) => {
    cp[name](...args, (error, stdout, stderr) => (error ? reject(Object.assign(error, { stdout, stderr })) : resolve({ stdout, stderr })));
  });
  Object.defineProperty(cp[name], require('node:util').promisify.custom, { value: promised });
}
const { search } = require('../src/search');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'archive '));
const archive = path.join(folder, 'log.txt');
const mark = path.join(folder, 'came-in');
const secret = path.join(folder, 'secret.txt');
const LINES = ['he said "hi"', "it's here", 'costs $HOME now', 'a -v flag', '-v', 'a.b*c', 'two  blanks', 'caf\u00e9; ok', 'back\\slash', '`tick` $(x)', '-f x', 'aXb'];
fs.writeFileSync(archive, LINES.join('\n') + '\n');
fs.writeFileSync(secret, 'said\n');
test.after(() => fs.rmSync(folder, { recursive: true }));

function ask(q) {
  return new Promise((resolve) => {
    let code = 200;
    const end = (body) => resolve({ code, body });
    const res = { status(value) { code = value; return res; }, json: end, send: end, end };
    try {
      Promise.resolve(search(archive)({ query: { q } }, res)).catch(() => resolve({ code: 500 }));
    } catch {
      resolve({ code: 500 });
    }
  });
}

for (const attack of ['x"; touch "MARK"; echo "', '$(touch MARK)', '`touch MARK`', 'x" /dev/null | touch "MARK" #', 'x"\ntouch "MARK"\n"']) {
  test(`a term runs nothing: ${attack.replace('\n', ' ')}`, async () => {
    await ask(attack.replace('MARK', mark.replace(/ /g, '\\ ')));
    await ask(attack.replace('MARK', mark));
    assert.ok(!fs.existsSync(mark));
  });
}

test('a term is no option', async () => {
  for (const term of [`-f${secret}`, '--invert-match', '-r', '--include=*']) {
    const { code, body } = await ask(term);
    assert.ok(code >= 400 || body.length === 0, term);
  }
});

for (const [term, ...numbers] of [['"hi"', 1], ["it's", 2], ['$HOME', 3], ['-v', 4, 5], ['a.b*c', 6], ['two  blanks', 7], ['caf\u00e9;', 8], ['back\\slash', 9], ['`tick` $(x)', 10], ['-f x', 11], ['no such thing']]) {
  test(`an honest term is found: ${term}`, async () => {
    const { code, body } = await ask(term);
    assert.strictEqual(code, 200);
    assert.deepStrictEqual(body, numbers.map((line) => ({ line, text: LINES[line - 1] })));
  });
}
