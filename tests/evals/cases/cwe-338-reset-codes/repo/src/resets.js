'use strict';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const LENGTH = 20;
const VALID_MS = 15 * 60 * 1000;

/** Codes that let somebody set a new password, each for one user, once, and for a quarter of an hour. */
class Resets {
  constructor(now = Date.now) {
    this.now = now;
    this.waiting = new Map();
  }

  /** A new code for the user; an older one of the same user ends. */
  issue(user) {
    for (const [code, entry] of this.waiting) if (entry.user === user) this.waiting.delete(code);
    let resetCode = '';
    while (resetCode.length < LENGTH) {
      resetCode += LETTERS[Math.floor(Math.random() * LETTERS.length)];
    }
    this.waiting.set(resetCode, { user, until: this.now() + VALID_MS });
    return resetCode;
  }

  /** The user whose code it is, or null. */
  redeem(code) {
    const entry = this.waiting.get(code);
    this.waiting.delete(code);
    return entry && entry.until > this.now() ? entry.user : null;
  }
}

module.exports = { Resets };
