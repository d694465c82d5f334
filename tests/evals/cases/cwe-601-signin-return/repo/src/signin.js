'use strict';

/**
 * The handler of `POST /signin?return=PATH`. `check(name, password)` tells who may sign in. Goes on to the page of this
 * site that `return` names, else to `/`; a wrong password is answered with 403.
 */
function signin(sessions, check) {
  return function handle(req, res) {
    const { name, password } = req.body;
    if (!check(name, password)) {
      res.status(403).send('wrong name or password');
      return;
    }
    res.cookie('sid', sessions.start(name), { httpOnly: true, sameSite: 'lax' });
    const target = req.query.return || '/';
    res.redirect(303, target);
  };
}

module.exports = { signin };
