// A target that lacks the key, or has a plain value there, takes the new one.
function deepMerge(target, source) {
  for (const key in source) {
    if (typeof source[key] === "object" && typeof target[key] === "object") {
      // ruleid: javascript-prototype-pollution-merge
      deepMerge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
  return target;
}

const extend = (base, more) => {
  Object.keys(more).forEach((name) => {
    if (more[name] && typeof more[name] === "object") {
      // ruleid: javascript-prototype-pollution-merge
      extend(base[name], more[name]);
    } else {
      base[name] = more[name];
    }
  });
  return base;
};

function mergeChecked(target, source) {
  for (const key of Object.keys(source)) {
    if (key === "__proto__" || key === "constructor") continue;
    if (typeof source[key] === "object" && typeof target[key] === "object") {
      // ok: javascript-prototype-pollution-merge
      mergeChecked(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
}

function deepEqual(left, right) {
  for (const key in left) {
    // ok: javascript-prototype-pollution-merge
    if (!deepEqual(left[key], right[key])) return false;
  }
  return true;
}

function mergeFlat(target, source) {
  // ok: javascript-prototype-pollution-merge
  return mergeLists(target.items, source.items);
}
module.exports = { deepMerge, extend, mergeChecked, deepEqual, mergeFlat };
