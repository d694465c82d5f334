const serveIndex = require("serve-index");
const fastifyStatic = require("@fastify/static");
const express = require("express");
const app = express();

// ruleid: javascript-directory-listing
app.use("/files", express.static("files"), serveIndex("files", { icons: true }));

async function start(fastify) {
  // ruleid: javascript-directory-listing
  fastify.register(fastifyStatic, { root: "/srv/files", list: true });
  // ok: javascript-directory-listing
  fastify.register(fastifyStatic, { root: "/srv/files" });
}

// ok: javascript-directory-listing
app.use("/files", express.static("files"));
// ok: javascript-directory-listing
app.get("/list", (req, res) => res.json(index("files")));
module.exports = { start };
