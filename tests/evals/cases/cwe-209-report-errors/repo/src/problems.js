'use strict';

/** A mistake of the client; its message is written for the client. */
class ClientError extends Error {
  constructor(message, status = 400) {
    super(message);
    this.status = status;
  }
}

module.exports = { ClientError };
