const session = require("express-session");
const cookieSession = require("cookie-session");
const cookieParser = require("cookie-parser");
const express = require("express");
const app = express();

// ruleid: javascript-session-secret-hardcoded
app.use(session({ secret: "a long walk by the sea", resave: false }));
// ruleid: javascript-session-secret-hardcoded
app.use(cookieSession({ name: "visit", keys: ["first key of two"] }));
// ruleid: javascript-session-secret-hardcoded
app.use(cookieParser("third key"));

// ok: javascript-session-secret-hardcoded
app.use(session({ secret: process.env.SESSION_SECRET, resave: false }));
// ok: javascript-session-secret-hardcoded
app.use(cookieSession({ name: "visit", keys: [process.env.KEY_NOW, process.env.KEY_BEFORE] }));
// ok: javascript-session-secret-hardcoded
app.use(cookieParser());
// ok: javascript-session-secret-hardcoded
app.use(form({ secret: "hint" }));
