'use strict';

/**
 * Wrap an asynchronous handler so that every failure is answered as { error } with the error's status, else with 500.
 * `log(text)` gets the whole stack of every failure that is answered with 500.
 */
function guarded(handler, log) {
  return async function handle(req, res) {
    try {
      await handler(req, res);
    } catch (error) {
      const status = error.status || 500;
      if (status === 500) log(error.stack);
      res.status(status).json({ error: error.stack });
    }
  };
}

module.exports = { guarded };
