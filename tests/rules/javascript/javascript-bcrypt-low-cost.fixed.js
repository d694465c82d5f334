const bcrypt = require("bcrypt");

async function hash(password) {
  // ruleid: javascript-bcrypt-low-cost
  return bcrypt.hash(password, 12);
}

function salted(password) {
  // ruleid: javascript-bcrypt-low-cost
  const salt = bcrypt.genSaltSync(12);
  return bcrypt.hashSync(password, salt);
}

async function better(password, cost) {
  // ok: javascript-bcrypt-low-cost
  await bcrypt.hash(password, 12);
  // ok: javascript-bcrypt-low-cost
  await bcrypt.hash(password, cost);
  // ok: javascript-bcrypt-low-cost
  await bcrypt.compare(password, "stored");
  // ok: javascript-bcrypt-low-cost
  return sha.hash(password, 5);
}
module.exports = { hash, salted, better };
