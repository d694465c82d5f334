const path = require("path");
const express = require("express");
const app = express();
const PUBLIC = path.join(__dirname, "public");

// ruleid: javascript-static-dotfiles-served
app.use(express.static(PUBLIC, { dotfiles: "allow", maxAge: "1d" }));
app.get("/files/:name", (req, res) => {
  // ruleid: javascript-static-dotfiles-served
  res.sendFile(req.params.name, { root: PUBLIC, dotfiles: "allow" });
});

// ok: javascript-static-dotfiles-served
app.use(express.static(PUBLIC));
// ok: javascript-static-dotfiles-served
app.use(express.static(PUBLIC, { dotfiles: "ignore" }));
// ok: javascript-static-dotfiles-served
app.use(express.static(PUBLIC, { dotfiles: "deny", index: false }));
