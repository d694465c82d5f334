import fs from "node:fs";
import { readFile, unlink } from "node:fs/promises";
import path from "node:path";
import express from "express";
const app = express();
const NOTES = path.resolve("notes");

app.get("/note/:name", async (req, res) => {
  // ruleid: javascript-path-traversal-file-calls
  res.send(await readFile(path.join(NOTES, req.params.name), "utf8"));
});

app.post("/move", async (req, res) => {
  const { from, to } = req.body;
  // ruleid: javascript-path-traversal-file-calls
  await fs.promises.rename(path.join(NOTES, from), path.join(NOTES, "archive"));
  // ruleid: javascript-path-traversal-file-calls
  await fs.promises.copyFile("template.md", `${NOTES}/${to}`);
  // ruleid: javascript-path-traversal-file-calls
  fs.mkdirSync(path.join(NOTES, req.body.folder), { recursive: true });
  res.end();
});

app.post("/upload", async (req, res) => {
  // ok: javascript-path-traversal-file-calls
  await fs.promises.rename(req.file.path, path.join(NOTES, "latest"));
  // ok: javascript-path-traversal-file-calls
  await unlink(req.file.path);
  res.end();
});

app.delete("/checked/:name", async (req, res) => {
  const file = path.resolve(NOTES, req.params.name);
  const way = path.relative(NOTES, file);
  if (way.startsWith("..") || path.isAbsolute(way)) {
    return res.status(404).end();
  }
  // ok: javascript-path-traversal-file-calls
  await unlink(file);
  // ok: javascript-path-traversal-file-calls
  fs.mkdirSync(path.join(NOTES, path.basename(req.params.name)));
  return res.end();
});
