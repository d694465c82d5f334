// A redirect to anywhere: the harm, and honest use.
'use strict';

const { Answer } = require('./driver.js');

function place(code, next) {
  const res = new Answer();
  const req = { session: {}, user: { id: 4 }, query: next === undefined ? {} : { next } };
  code.finishLogin(req, res);
  return req.session.user === 4 && res.location;
}

module.exports = {
  harm(code) {
    const attacks = ['https://other.example', '//other.example', '/\\other.example', '/\t/other.example'];
    return attacks.some((attack) => place(code, attack) !== '/home');
  },
  honest: (code) => place(code, '/topics?page=2') === '/topics?page=2' && place(code) === '/home',
};
