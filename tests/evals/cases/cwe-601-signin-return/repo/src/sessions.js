'use strict';

const crypto = require('node:crypto');

/** Sessions in memory, by their id. */
class Sessions {
  constructor() {
    this.open = new Map();
  }

  start(user) {
    const id = crypto.randomUUID();
    this.open.set(id, user);
    return id;
  }

  end(id) {
    return this.open.delete(id);
  }
}

module.exports = { Sessions };
