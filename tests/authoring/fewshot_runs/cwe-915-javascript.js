// A form that sets any field: the harm, and honest use.
'use strict';

const { Answer } = require('./driver.js');

async function updated(code, body) {
  const user = { isAdmin: false, saved: 0, save: async () => user.saved++ };
  const res = new Answer();
  await code.updateProfile({ user, body }, res);
  return { user, res };
}

module.exports = {
  harm: async (code) => (await updated(code, { isAdmin: true })).user.isAdmin,
  async honest(code) {
    const { user, res } = await updated(code, { nickname: 'Bee' });
    return user.saved === 1 && user.nickname === 'Bee' && res.body.nickname === 'Bee';
  },
};
