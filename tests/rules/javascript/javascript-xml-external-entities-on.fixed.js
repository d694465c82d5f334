const libxmljs = require("libxmljs2");

function read(text) {
  // ruleid: javascript-xml-external-entities-on
  return libxmljs.parseXml(text, { noent: false, noblanks: true });
}

function order(text) {
  // ruleid: javascript-xml-external-entities-on
  const document = libxmljs.parseXmlString(text, { nonet: true, noent: false });
  return document.get("//total").text();
}

function plain(text) {
  // ok: javascript-xml-external-entities-on
  return libxmljs.parseXml(text);
}

function explicit(text) {
  // ok: javascript-xml-external-entities-on
  return libxmljs.parseXml(text, { noent: false, nonet: true });
}

function other(text, format) {
  // ok: javascript-xml-external-entities-on
  return format.parse(text, { noent: true });
}
module.exports = { read, order, plain, explicit, other };
