const { exec, execSync, execFileSync } = require("child_process");
const { quote } = require("shell-quote");

function branchOf(folder) {
  // ruleid: javascript-shell-string-building
  return execSync(`git -C ${folder} rev-parse --abbrev-ref HEAD`).toString();
}

const convert = (input, output, done) => {
  const command = "convert " + input + " " + output;
  // ruleid: javascript-shell-string-building
  exec(command, done);
};

function listed(folder) {
  // ok: javascript-shell-string-building
  return execFileSync("git", ["-C", folder, "branch"]).toString();
}

function quoted(folder) {
  // ok: javascript-shell-string-building
  return execSync(`ls ${quote([folder])}`).toString();
}

function fixed() {
  // ok: javascript-shell-string-building
  return execSync("git rev-parse HEAD").toString();
}

function matched(text) {
  // ok: javascript-shell-string-building
  return /a(b)/.exec(`${text}!`);
}
module.exports = { branchOf, convert, listed, quoted, fixed, matched };
