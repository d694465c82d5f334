const https = require("https");
const tls = require("tls");

// ruleid: javascript-tls-old-protocol-method
const socket = tls.connect(443, "stock.example", { secureProtocol: "TLS_method" });
// ruleid: javascript-tls-old-protocol-method
const server = https.createServer({ key, cert, secureProtocol: "TLS_method" }, handle);

// ok: javascript-tls-old-protocol-method
const any = tls.connect(443, "stock.example", { secureProtocol: "TLS_method" });
// ok: javascript-tls-old-protocol-method
const newer = tls.connect(443, "stock.example", { secureProtocol: "TLSv1_2_method" });
// ok: javascript-tls-old-protocol-method
const plain = tls.connect(443, "stock.example", {});
module.exports = { socket, server, any, newer, plain };
