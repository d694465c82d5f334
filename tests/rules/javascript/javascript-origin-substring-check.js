window.addEventListener("message", (event) => {
  // ruleid: javascript-origin-substring-check
  if (event.origin.includes("shop.example")) {
    show(event.data);
  }
});

function internal(req) {
  const host = req.headers.host;
  // ruleid: javascript-origin-substring-check
  return host.endsWith("shop.example") || host === "localhost";
}

function better(event, url, names) {
  // ok: javascript-origin-substring-check
  const same = event.origin === "https://shop.example";
  // ok: javascript-origin-substring-check
  const below = url.hostname.endsWith(".shop.example");
  // ok: javascript-origin-substring-check
  const listed = names.includes("shop.example");
  // ok: javascript-origin-substring-check
  return same || below || listed || url.pathname.endsWith("readme.md");
}
module.exports = { internal, better };
