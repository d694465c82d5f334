const fs = require("fs");
const path = require("path");
const express = require("express");
const app = express();
const UPLOADS = path.resolve("uploads");

app.get("/download", (req, res) => {
  // ruleid: javascript-path-traversal
  res.sendFile(path.join(UPLOADS, req.query.name));
});

app.get("/report/:name", (req, res) => {
  const file = `${UPLOADS}/${req.params.name}`;
  // ruleid: javascript-path-traversal
  fs.readFile(file, "utf8", (error, text) => res.send(text));
});

app.delete("/files", async (req, res) => {
  // ruleid: javascript-path-traversal
  await fs.promises.unlink(path.join(UPLOADS, req.body.name));
  res.end();
});

app.get("/root", (req, res) => {
  // ok: javascript-path-traversal
  res.sendFile(req.query.name, { root: UPLOADS });
});

app.get("/checked", (req, res) => {
  const file = path.resolve(UPLOADS, req.query.name);
  if (!file.startsWith(UPLOADS + path.sep)) {
    return res.status(404).end();
  }
  // ok: javascript-path-traversal
  return res.sendFile(file);
});

app.get("/base", (req, res) => {
  // ok: javascript-path-traversal
  res.sendFile(path.join(UPLOADS, path.basename(req.query.name)));
});

app.get("/fixed", (req, res) => {
  // ok: javascript-path-traversal
  fs.readFile("greeting.txt", "utf8", (error, text) => res.json({ text, name: req.query.name }));
});

app.get("/joined", (req, res) => {
  const base = path.resolve(UPLOADS);
  const file = path.join(base, req.query.name);
  if (!file.startsWith(base + path.sep)) {
    return res.status(404).end();
  }
  // ok: javascript-path-traversal
  return res.sendFile(file);
});

app.get("/unresolved", (req, res) => {
  const file = `${UPLOADS}/${req.query.name}`;
  if (!file.startsWith(UPLOADS + path.sep)) {
    return res.status(404).end();
  }
  // ruleid: javascript-path-traversal
  return res.sendFile(file);
});

app.post("/upload", (req, res) => {
  // ok: javascript-path-traversal
  fs.readFile(req.file.path, (error, bytes) => res.json({ size: bytes.length }));
  // ruleid: javascript-path-traversal
  fs.writeFileSync(path.join(UPLOADS, req.file.originalname), "");
});

app.get("/relative", (req, res) => {
  const file = path.resolve(UPLOADS, req.query.name);
  const way = path.relative(UPLOADS, file);
  if (way.startsWith("..") || path.isAbsolute(way)) {
    return res.status(404).end();
  }
  // ok: javascript-path-traversal
  return res.sendFile(file);
});

app.get("/uploads/:name", (req, res) => {
  const name = req.params.name;
  const digits = /^[0-9a-f]{16}$/;
  if (!digits.test(name)) {
    return res.status(404).end();
  }
  // ok: javascript-path-traversal
  return res.sendFile(path.join(UPLOADS, name));
});

app.get("/themes/:theme.css", (req, res) => {
  const theme = themes.getByName(req.params.theme);
  // ok: javascript-path-traversal
  return res.sendFile(theme.filename);
});

app.get("/packages/:name", (req, res) => {
  const name = req.params.name;
  if (!packages.getFiles().includes(name)) {
    return res.status(404).end();
  }
  // ok: javascript-path-traversal
  return res.sendFile(path.join(PACKAGES, name));
});

app.get("/documents/:name", (req, res) => {
  const name = req.params.name;
  if (!/\.pdf$/.test(name)) {
    return res.status(400).end();
  }
  // ruleid: javascript-path-traversal
  return res.sendFile(path.join(UPLOADS, name));
});

app.post("/cleanup", (req, res) => {
  // ruleid: javascript-path-traversal
  fs.unlink(req.body.file.path, () => res.end());
});
