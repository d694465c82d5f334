const express = require("express");
const app = express();
const dev = process.env.NODE_ENV === "development";

app.use((err, req, res, next) => {
  // ruleid: javascript-error-stack-exposed
  res.status(500).send(err.stack);
});

app.get("/report", async (req, res) => {
  try {
    res.json(await report());
  } catch (error) {
    // ruleid: javascript-error-stack-exposed
    res.status(500).json({ message: "failed", detail: error.stack });
  }
});

app.use((err, req, res, next) => {
  // ok: javascript-error-stack-exposed
  console.error(err.stack);
  // ok: javascript-error-stack-exposed
  res.status(500).send("Something failed");
  // ok: javascript-error-stack-exposed
  res.status(500).json({ message: "failed", stack: dev ? err.stack : undefined });
  if (app.get("env") === "development") {
    // ok: javascript-error-stack-exposed
    res.send(err.stack);
  }
});
