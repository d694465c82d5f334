const vm = require("vm");

function compute(formula) {
  // ruleid: javascript-dynamic-code
  return eval(formula);
}

const rule = (condition) => {
  // ruleid: javascript-dynamic-code
  return new Function("order", `return ${condition};`);
};

function later(name) {
  // ruleid: javascript-dynamic-code
  setTimeout("refresh('" + name + "')", 1000);
}

function sandboxed(code) {
  // ruleid: javascript-dynamic-code
  return vm.runInNewContext(code, { price: 3 });
}

function parsed(text) {
  // ok: javascript-dynamic-code
  return JSON.parse(text);
}

function timer(name, refresh) {
  // ok: javascript-dynamic-code
  setTimeout(() => refresh(`panel-${name}`), 1000);
  // ok: javascript-dynamic-code
  setTimeout(refresh, 1000);
}

// ok: javascript-dynamic-code
const root = new Function("return this")();
module.exports = { compute, rule, later, sandboxed, parsed, timer, root };
