const express = require("express");
const app = express();
const SITES = new Set(["https://shop.example", "https://admin.shop.example"]);

app.use((req, res, next) => {
  // ruleid: javascript-cors-origin-reflected
  res.setHeader("Access-Control-Allow-Origin", req.headers.origin);
  res.setHeader("Access-Control-Allow-Credentials", "true");
  next();
});

app.use((req, res, next) => {
  const origin = req.get("origin") || "*";
  // ruleid: javascript-cors-origin-reflected
  res.set({ "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true" });
  next();
});

app.use((req, res, next) => {
  const origin = req.headers.origin;
  if (SITES.has(origin)) {
    // ok: javascript-cors-origin-reflected
    res.setHeader("Access-Control-Allow-Origin", origin);
  }
  // ok: javascript-cors-origin-reflected
  res.setHeader("Access-Control-Allow-Origin", "https://shop.example");
  // ok: javascript-cors-origin-reflected
  res.setHeader("X-Requested-From", req.headers.origin);
  next();
});
