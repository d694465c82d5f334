'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { board } = require('../src/app');

test('the page carries its state', () => {
  let sent = '';
  board([{ title: 'Paint', column: 'todo' }])({ query: { filter: 'blue' } }, { send(body) { sent = body; } });
  const state = JSON.parse(/window\.STATE = (.*?);<\/script>/.exec(sent)[1]);
  assert.strictEqual(state.filter, 'blue');
  assert.deepStrictEqual(state.columns[0].cards, [{ title: 'Paint', column: 'todo' }]);
});
