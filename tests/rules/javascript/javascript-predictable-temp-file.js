const fs = require("fs");
const os = require("os");
const path = require("path");

function save(text) {
  // ruleid: javascript-predictable-temp-file
  fs.writeFileSync("/tmp/report.csv", text);
}

async function dump(rows) {
  // ruleid: javascript-predictable-temp-file
  await fs.promises.writeFile(path.join(os.tmpdir(), "rows.json"), JSON.stringify(rows));
}

function better(text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "report-"));
  // ok: javascript-predictable-temp-file
  fs.writeFileSync(path.join(folder, "report.csv"), text);
  // ok: javascript-predictable-temp-file
  fs.writeFileSync("/tmp/report.csv", text, { flag: "wx" });
  // ok: javascript-predictable-temp-file
  fs.writeFileSync("./tmp/report.csv", text);
  // ok: javascript-predictable-temp-file
  return fs.readFileSync("/tmp/report.csv", "utf8");
}
module.exports = { save, dump, better };
