function cell(text) {
  // ruleid: javascript-escape-first-only
  return "<td>" + text.replaceAll("<", "&lt;") + "</td>";
}

function attribute(text) {
  // ruleid: javascript-escape-first-only
  const quoted = text.replaceAll('"', "&quot;");
  return `<a title="${quoted}">`;
}

function chain(text) {
  // ruleid: javascript-escape-first-only
  return text.replaceAll("&", "&amp;")
    // ruleid: javascript-escape-first-only
    .replaceAll(">", "&gt;");
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
