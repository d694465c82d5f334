const axios = require("axios");
const https = require("https");
const express = require("express");
const app = express();
const PARTNERS = new Set(["img.example", "cdn.example"]);
const STOCK_URL = "https://stock.example";

app.get("/preview", async (req, res) => {
  // ruleid: javascript-ssrf
  const page = await fetch(req.query.url);
  res.json({ length: (await page.text()).length });
});

app.post("/hook", async (req, res) => {
  const { target, event } = req.body;
  // ruleid: javascript-ssrf
  await axios.post(target, { event });
  res.end();
});

app.get("/region/:region", (req, res) => {
  // ruleid: javascript-ssrf
  https.get(`https://${req.params.region}.api.example/status`, (reply) => reply.pipe(res));
});

export async function GET(request) {
  const { searchParams } = new URL(request.url);
  // ruleid: javascript-ssrf
  return fetch(searchParams.get("image"));
}

app.get("/proxy", async (req, res) => {
  const target = new URL(req.query.url);
  if (!PARTNERS.has(target.hostname)) {
    return res.status(400).end();
  }
  // ok: javascript-ssrf
  const reply = await fetch(target);
  return res.json(await reply.json());
});

app.get("/stock/:id", async (req, res) => {
  // ok: javascript-ssrf
  const reply = await axios.get(`${STOCK_URL}/items/${req.params.id}`);
  // ok: javascript-ssrf
  await fetch("https://stock.example/search?q=" + req.query.q);
  // ok: javascript-ssrf
  await axios.post("https://audit.example/visits", req.body, { headers: { via: req.headers.via } });
  // ok: javascript-ssrf
  await axios.request({ url: STOCK_URL, method: "post", data: req.body });
  const options = { hostname: "stock.example", path: `/items?name=${encodeURIComponent(req.query.name)}` };
  // ok: javascript-ssrf
  https.request(options, (answer) => answer.resume()).end();
  res.json(reply.data);
});
