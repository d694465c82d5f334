const https = require("https");
const tls = require("tls");

// ruleid: javascript-tls-old-version
const server = https.createServer({ key, cert, minVersion: "TLSv1" }, handle);
// ruleid: javascript-tls-old-version
tls.DEFAULT_MIN_VERSION = "TLSv1.1";
// ruleid: javascript-tls-old-version
const agent = new https.Agent({ maxVersion: "TLSv1.1", keepAlive: true });

// ok: javascript-tls-old-version
const good = https.createServer({ key, cert }, handle);
// ok: javascript-tls-old-version
const explicit = https.createServer({ key, cert, minVersion: "TLSv1.2" }, handle);
// ok: javascript-tls-old-version
const newest = new https.Agent({ minVersion: "TLSv1.3" });
module.exports = { server, agent, good, explicit, newest };
