'use strict';

const { initialState } = require('./state');

/**
 * The handler of `GET /board?filter=TEXT`. The page's script reads `window.STATE`, an object, before anything else; it
 * gets the filter exactly as it stands in the address.
 */
function board(cards) {
  return function handle(req, res) {
    const filter = req.query.filter || '';
    const state = initialState('' + filter, cards);
    const text = JSON.stringify(state);
    res.send('<!doctype html><title>Board</title><div id="app"></div><script>window.STATE = ' + text + ';</script><script src="/app.js"></script>');
  };
}

module.exports = { board };
