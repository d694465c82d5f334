// ruleid: javascript-regex-nested-quantifier
const HOST = /^([a-z0-9]+)+\.example$/;
// ruleid: javascript-regex-nested-quantifier
const LIST = new RegExp("^(?:\\d+)*,$");

function check(text) {
  // ruleid: javascript-regex-nested-quantifier
  return /^(\w+)*@/.test(text);
}

// ok: javascript-regex-nested-quantifier
const ONCE = /^[a-z0-9]+\.example$/;
// ok: javascript-regex-nested-quantifier
const SEPARATED = /^([a-z0-9]+\.)+example$/;
// ok: javascript-regex-nested-quantifier
const BOUNDED = /^([a-z]+){1,3}$/;
// ok: javascript-regex-nested-quantifier
const LITERAL = /\([a-z]+\)+x/;
module.exports = { HOST, LIST, check, ONCE, SEPARATED, BOUNDED, LITERAL };
