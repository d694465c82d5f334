// A reason in the log: the harm, and honest use.
'use strict';

function logged(code, reason) {
  const lines = [];
  console.warn = (text) => lines.push(...text.split('\n'));
  return [code.reject({ number: 7 }, reason).state, ...lines];
}

module.exports = {
  harm: (code) => logged(code, 'late\norder 8 accepted').length > 2,
  honest(code) {
    const [state, line] = logged(code, 'too late');
    return state === 'rejected' && line.startsWith('order 7 rejected: ') && line.includes('too late');
  },
};
