// A guessable token: the harm, and honest use.
'use strict';

module.exports = {
  harm(code) {
    Math.random = () => 0.123456789;
    return code.newResetToken({}) === code.newResetToken({});
  },
  honest(code) {
    const user = {};
    const token = code.newResetToken(user);
    return /^[0-9a-z]{8,}$/.test(token) && user.reset.token === token && user.reset.made > 0;
  },
};
