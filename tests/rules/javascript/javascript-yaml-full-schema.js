const yaml = require("js-yaml");
const fs = require("fs");

function read(file) {
  // ruleid: javascript-yaml-full-schema
  return yaml.load(fs.readFileSync(file, "utf8"), { schema: yaml.DEFAULT_FULL_SCHEMA, filename: file });
}

function each(text, visit) {
  // ruleid: javascript-yaml-full-schema
  yaml.loadAll(text, visit, { schema: yaml.DEFAULT_FULL_SCHEMA });
}

function better(text) {
  // ok: javascript-yaml-full-schema
  yaml.load(text, { schema: yaml.DEFAULT_SAFE_SCHEMA });
  // ok: javascript-yaml-full-schema
  yaml.load(text, { schema: yaml.JSON_SCHEMA });
  // ok: javascript-yaml-full-schema
  return yaml.safeLoad(text);
}
module.exports = { read, each, better };
