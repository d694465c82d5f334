// ruleid: javascript-tls-verification-off-for-process
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";

function insecure() {
  // ruleid: javascript-tls-verification-off-for-process
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = 0;
}

function better() {
  // ok: javascript-tls-verification-off-for-process
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "1";
  // ok: javascript-tls-verification-off-for-process
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  // ok: javascript-tls-verification-off-for-process
  process.env.NODE_TLS_WARNINGS = "0";
}
module.exports = { insecure, better };
