'use strict';

const { h } = require('./h');

/**
 * The handler of `GET /hello?name=NAME&colour=COLOUR`: a page that greets somebody, with a tip that says the colour.
 * Without a name strangers are greeted.
 */
function hello(req, res) {
  const name = req.query.name || 'stranger';
  const colour = req.query.colour || 'black';
  res.send('<!doctype html><title>Hello</title><p title="' + h(colour) + '">Hello, ' + h(name) + '</p>');
}

module.exports = { hello };
