const session = require("express-session");
const express = require("express");
const app = express();

// ruleid: javascript-session-cookie-secure-off
app.use(session({ secret: process.env.SECRET, cookie: { secure: false, httpOnly: true } }));
app.use(
  session({
    secret: process.env.SECRET,
    resave: false,
    cookie: {
      maxAge: 3600000,
      // ruleid: javascript-session-cookie-secure-off
      secure: false, // behind the proxy
    },
  }),
);

// ok: javascript-session-cookie-secure-off
app.use(session({ secret: process.env.SECRET, cookie: { secure: "auto" } }));
// ok: javascript-session-cookie-secure-off
app.use(session({ secret: process.env.SECRET, cookie: { secure: true } }));
// ok: javascript-session-cookie-secure-off
app.use(session({ secret: process.env.SECRET, cookie: { secure: process.env.NODE_ENV === "production" } }));
app.get("/theme", (req, res) => {
  // ok: javascript-session-cookie-secure-off
  res.cookie("theme", "dark", { secure: false });
  res.end();
});
