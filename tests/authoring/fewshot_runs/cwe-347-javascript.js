// A token that nobody verifies: the harm, and honest use.
'use strict';

const { tried } = require('./driver.js');

// A token is its claims and the key it was signed with.
const made = (key, sub) => JSON.stringify({ key, claims: { sub, iss: 'club' } });
const jsonwebtoken = {
  decode: (token) => JSON.parse(token).claims,
  verify(token, key, { algorithms }) {
    if (JSON.parse(token).key !== key || algorithms.join() !== 'HS256') throw new Error('invalid signature');
    return JSON.parse(token).claims;
  },
};
const settings = { jwtKey: 'ours', issuer: 'club' };

module.exports = {
  standins: { jsonwebtoken },
  harm: (code) => tried(code.currentUser, made('forged', 'admin'), settings) === 'admin',
  honest: (code) => code.currentUser(made('ours', 'ann'), settings) === 'ann',
};
