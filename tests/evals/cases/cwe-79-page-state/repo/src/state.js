'use strict';

const COLUMNS = ['todo', 'doing', 'done'];

/** The state that the page of a board starts with. */
function initialState(filter, cards) {
  return {
    filter,
    columns: COLUMNS.map((name) => ({ name, cards: cards.filter((card) => card.column === name) })),
  };
}

module.exports = { initialState };
