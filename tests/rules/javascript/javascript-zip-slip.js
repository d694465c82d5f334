const fs = require("fs");
const path = require("path");
const AdmZip = require("adm-zip");
const unzipper = require("unzipper");

function unpack(file, folder) {
  for (const entry of new AdmZip(file).getEntries()) {
    // ruleid: javascript-zip-slip
    fs.writeFileSync(path.join(folder, entry.entryName), entry.getData());
  }
}

function stream(file, folder) {
  fs.createReadStream(file)
    .pipe(unzipper.Parse())
    .on("entry", (entry) => {
      const target = `${folder}/${entry.path}`;
      // ruleid: javascript-zip-slip
      entry.pipe(fs.createWriteStream(target));
    });
}

function checked(file, folder) {
  const base = path.resolve(folder);
  for (const entry of new AdmZip(file).getEntries()) {
    const target = path.resolve(base, entry.entryName);
    if (!target.startsWith(base + path.sep)) {
      throw new Error("unexpected name in archive");
    }
    // ok: javascript-zip-slip
    fs.writeFileSync(target, entry.getData());
  }
}

function flat(file, folder) {
  for (const entry of new AdmZip(file).getEntries()) {
    // ok: javascript-zip-slip
    fs.writeFileSync(path.join(folder, path.basename(entry.entryName)), entry.getData());
    // ok: javascript-zip-slip
    fs.writeFileSync(path.join(folder, "last"), entry.entryName);
    // ok: javascript-zip-slip
    console.log(entry.entryName);
  }
}
module.exports = { unpack, stream, checked, flat };
