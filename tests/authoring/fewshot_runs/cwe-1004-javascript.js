// A cookie that scripts can read: the harm, and honest use.
'use strict';

const { Answer } = require('./driver.js');

function cookie(code) {
  const res = new Answer();
  code.remember({ user: { id: 3, newToken: () => 't0ken' } }, res);
  return { ...res.cookies.login, id: res.body.id };
}

module.exports = {
  harm: (code) => !cookie(code).httpOnly || !cookie(code).secure,
  honest(code) {
    const { value, maxAge, id } = cookie(code);
    return value === 't0ken' && maxAge === 86400000 && id === 3;
  },
};
