// Runs an example's attack and its honest use on several states of its code, each a file of its own.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

/** What a call returns, also as a promise; undefined where it throws, as a repair may. */
function tried(call, ...given) {
  try {
    const result = call(...given);
    return result instanceof Promise ? result.catch(() => undefined) : result;
  } catch {
    return undefined;
  }
}

/** As much of a web framework's response as the examples use. */
class Answer {
  code = 200;
  cookies = {};
  status(code) {
    this.code = code;
    return this;
  }
  type() {
    return this;
  }
  json(body) {
    this.body = body;
  }
  send(body) {
    this.body = body;
  }
  redirect(place) {
    this.location = place;
  }
  cookie(name, value, options) {
    this.cookies[name] = { value, ...options };
  }
}

/** The code of a file, with stand-ins for libraries and with paths that belong to the test. */
function loaded(file, { standins = {}, swaps = () => ({}), expose = [] }) {
  let text = fs.readFileSync(file, 'utf8');
  for (const [from, to] of Object.entries(swaps(path.dirname(file)))) {
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    text = text.replaceAll(from, to);
  }
  const made = { exports: {} };
  const find = (name) => standins[name] ?? require(name);
  const last = expose.length ? `\nmodule.exports = { ${expose.join()} };` : '';
  new Function('module', 'require', text + last)(made, find);
  return made.exports;
}

async function main([run, ...files]) {
  const script = require(run);
  const answers = [];
  for (const file of files) {
    const folder = path.dirname(file);
    const code = loaded(file, script);
    answers.push({ harm: await script.harm(code, folder), honest: await script.honest(code, folder) });
  }
  process.stdout.write(`\n${JSON.stringify(answers)}\n`);
}

module.exports = { tried, Answer };
if (require.main === module) main(process.argv.slice(2));
