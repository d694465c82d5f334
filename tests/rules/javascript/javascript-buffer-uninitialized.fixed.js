function frame(text) {
  // ruleid: javascript-buffer-uninitialized
  const field = Buffer.alloc(64);
  field.write(text, 0, "utf8");
  return field;
}

function padding(res) {
  // ruleid: javascript-buffer-uninitialized
  res.end(Buffer.alloc(1024));
}

function better(text) {
  // ok: javascript-buffer-uninitialized
  const field = Buffer.alloc(64);
  field.write(text);
  // ok: javascript-buffer-uninitialized
  const exact = Buffer.allocUnsafe(Buffer.byteLength(text));
  exact.write(text);
  // ok: javascript-buffer-uninitialized
  const filled = Buffer.allocUnsafe(4);
  filled.writeUInt32BE(text.length, 0);
  return [field, exact, filled];
}
module.exports = { frame, padding, better };
