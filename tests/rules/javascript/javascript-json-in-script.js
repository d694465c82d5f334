const express = require("express");
const app = express();

app.get("/", (req, res) => {
  const state = load(req.user);
  // ruleid: javascript-json-in-script
  res.send(`<div id="root"></div><script>window.STATE = ${JSON.stringify(state)};</script>`);
});

function page(title, items) {
  return `<!doctype html>
<title>${escapeHtml(title)}</title>
<script type="module">
// ruleid: javascript-json-in-script
  start(${JSON.stringify(items, null, 2)});
</script>`;
}

function better(state) {
  // ok: javascript-json-in-script
  const html = `<script>window.STATE = ${JSON.stringify(state).replace(/</g, "\\u003c")};</script>`;
  // ok: javascript-json-in-script
  const plain = `state: ${JSON.stringify(state)}`;
  // ok: javascript-json-in-script
  const escaped = `<script>window.STATE = ${htmlEscape(JSON.stringify(state))};</script>`;
  return [html, plain, escaped];
}

function answer(res, state) {
  // ok: javascript-json-in-script
  res.send(JSON.stringify(state));
}
module.exports = { page, better, answer };
