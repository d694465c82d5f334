const { exec, execFile, execSync } = require("child_process");
const childProcess = require("node:child_process");
const express = require("express");
const app = express();

app.get("/ping", (req, res) => {
  // ruleid: javascript-command-injection
  exec("ping -c 1 " + req.query.host, (error, out) => res.send(out));
});

app.post("/thumbnail", (req, res) => {
  const name = req.body.name;
  // ruleid: javascript-command-injection
  execSync(`convert uploads/${name} -resize 200 out.png`);
  res.send("done");
});

app.get("/usage/:folder", (req, res) => {
  // ruleid: javascript-command-injection
  childProcess.exec(`du -sh ${req.params.folder}`, (error, out) => res.send(out));
});

app.get("/safe", (req, res) => {
  // ok: javascript-command-injection
  execFile("ping", ["-c", "1", "--", req.query.host], (error, out) => res.send(out));
});

app.get("/number", (req, res) => {
  const width = Number(req.query.width);
  // ok: javascript-command-injection
  exec(`convert in.png -resize ${width} out.png`, () => res.send("done"));
});

app.get("/fixed", (req, res) => {
  // ok: javascript-command-injection
  exec("df -h | tail -n +2", (error, out) => res.send(out));
});

app.get("/match", (req, res) => {
  // ok: javascript-command-injection
  res.json(/^[a-z]+$/.exec(req.query.word));
});
