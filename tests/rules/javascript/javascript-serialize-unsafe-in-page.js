const serialize = require("serialize-javascript");

function page(state) {
  // ruleid: javascript-serialize-unsafe-in-page
  return `<script>window.STATE = ${serialize(state, { unsafe: true })}</script>`;
}

function module_(settings) {
  // ruleid: javascript-serialize-unsafe-in-page
  const text = serialize(settings, { space: 2, unsafe: true });
  return `export default ${text}`;
}

function better(state, other) {
  // ok: javascript-serialize-unsafe-in-page
  const first = serialize(state);
  // ok: javascript-serialize-unsafe-in-page
  const second = serialize(state, { isJSON: true });
  // ok: javascript-serialize-unsafe-in-page
  const third = serialize(state, { unsafe: false });
  // ok: javascript-serialize-unsafe-in-page
  return [first, second, third, other(state, { unsafe: true })];
}
module.exports = { page, module_, better };
