const helmet = require("helmet");
const express = require("express");
const app = express();

// ruleid: javascript-helmet-protection-off
app.use(helmet({ contentSecurityPolicy: false }));
app.use(
  helmet({
    crossOriginEmbedderPolicy: false,
    // ruleid: javascript-helmet-protection-off
    frameguard: false,
  }),
);

// ok: javascript-helmet-protection-off
app.use(helmet());
// ok: javascript-helmet-protection-off
app.use(helmet({ frameguard: { action: "sameorigin" } }));
// ok: javascript-helmet-protection-off
app.use(helmet({ crossOriginEmbedderPolicy: false }));
// ok: javascript-helmet-protection-off
app.use(helmet({ contentSecurityPolicy: { directives: { "script-src": ["'self'", "cdn.example"] } } }));
