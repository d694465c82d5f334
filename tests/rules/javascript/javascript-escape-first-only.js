function cell(text) {
  // ruleid: javascript-escape-first-only
  return "<td>" + text.replace("<", "&lt;") + "</td>";
}

function attribute(text) {
  // ruleid: javascript-escape-first-only
  const quoted = text.replace('"', "&quot;");
  return `<a title="${quoted}">`;
}

function chain(text) {
  // ruleid: javascript-escape-first-only
  return text.replace("&", "&amp;")
    // ruleid: javascript-escape-first-only
    .replace(">", "&gt;");
}

function better(text) {
  // ok: javascript-escape-first-only
  const all = text.replace(/</g, "&lt;");
  // ok: javascript-escape-first-only
  const each = all.replaceAll(">", "&gt;");
  // ok: javascript-escape-first-only
  const first = each.replace("-", " ");
  // ok: javascript-escape-first-only
  return first.replace("<", "[");
}
module.exports = { cell, attribute, chain, better };
