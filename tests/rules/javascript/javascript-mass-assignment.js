const { User, Article } = require("./models");
const express = require("express");
const app = express();

app.post("/users", async (req, res) => {
  // ruleid: javascript-mass-assignment
  res.status(201).json(await User.create(req.body));
});

app.patch("/users/:id", async (req, res) => {
  const user = await User.findById(req.params.id);
  // ruleid: javascript-mass-assignment
  Object.assign(user, req.body);
  await user.save();
  res.json(user);
});

app.post("/articles", async (req, res) => {
  // ruleid: javascript-mass-assignment
  const article = new Article(req.body);
  await article.save();
  res.json(article);
});

app.post("/named", async (req, res) => {
  const { name, mail } = req.body;
  // ok: javascript-mass-assignment
  res.json(await User.create({ name, mail }));
  // ok: javascript-mass-assignment
  res.json(await Article.create(schema.parse(req.body)));
  // ok: javascript-mass-assignment
  const query = Object.assign({}, req.query);
  // ok: javascript-mass-assignment
  const when = new Date(req.body.when);
  res.json({ query, when });
});
