const cors = require("cors");
const express = require("express");
const app = express();
const SITES = ["https://shop.example"];

// ruleid: javascript-cors-any-origin-with-credentials
app.use(cors({ origin: true, credentials: true }));
app.use(
  // ruleid: javascript-cors-any-origin-with-credentials
  cors({
    credentials: true,
    origin: (origin, callback) => callback(null, true),
  }),
);

// ok: javascript-cors-any-origin-with-credentials
app.use(cors({ origin: SITES, credentials: true }));
// ok: javascript-cors-any-origin-with-credentials
app.use(cors({ origin: true }));
// ok: javascript-cors-any-origin-with-credentials
app.use(cors({ origin: "*", credentials: false }));
// ok: javascript-cors-any-origin-with-credentials
app.use(cors({ origin: (origin, callback) => callback(null, SITES.includes(origin)), credentials: true }));
