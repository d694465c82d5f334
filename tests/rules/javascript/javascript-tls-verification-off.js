const https = require("https");
const tls = require("tls");

// ruleid: javascript-tls-verification-off
const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
const options = {
  host: "stock.example",
  // ruleid: javascript-tls-verification-off
  rejectUnauthorized: false,
};
const socket = tls.connect(443, options);

// ok: javascript-tls-verification-off
const good = new https.Agent({ keepAlive: true });
// ok: javascript-tls-verification-off
const explicit = new https.Agent({ rejectUnauthorized: true });
// ok: javascript-tls-verification-off
const configured = new https.Agent({ rejectUnauthorized: !process.env.INSECURE });
module.exports = { agent, socket, good, explicit, configured };

function agentFor(router) {
  if (router.allowSelfSigned) {
    // ok: javascript-tls-verification-off
    return new https.Agent({ rejectUnauthorized: false });
  }
  return new https.Agent();
}
