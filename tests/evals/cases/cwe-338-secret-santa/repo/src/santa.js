'use strict';

const { names } = require('./list');

/** Who brings a present for whom: a Map in which everybody gives once, gets once, and never to themselves. */
function draw(text) {
  const people = names(text);
  if (people.length < 2) throw new RangeError('at least two people are needed');
  const order = [];
  while (people.length > 0) {
    const secretSanta = people[Math.floor(Math.random() * people.length)];
    people.splice(people.indexOf(secretSanta), 1);
    order.push(secretSanta);
  }
  return new Map(order.map((giver, index) => [giver, order[(index + 1) % order.length]]));
}

/** The list for the wall, in alphabetical order. */
function poster(drawn) {
  return [...drawn].sort().map(([giver, receiver]) => `${giver} -> ${receiver}`).join('\n');
}

module.exports = { draw, poster };
