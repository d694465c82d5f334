// User text as a template: the harm, and honest use.
'use strict';

const { Answer, tried } = require('./driver.js');

// As ejs does: what stands between the marks is a program that sees the data.
const render = (template, data) =>
  template.replaceAll(/<%= (.*?) %>/g, (_, text) =>
    String(new Function(...Object.keys(data), `return ${text}`)(...Object.values(data))).replaceAll('<', '&lt;'),
  );

function page(code, greeting) {
  const res = new Answer();
  tried(code.preview, { body: { greeting } }, res);
  return String(res.body);
}

module.exports = {
  standins: { ejs: { render } },
  harm: (code) => page(code, '<%= 7 * 7 %>').includes('49'),
  honest: (code) => page(code, 'Dear all') === '<p>Dear all</p><p>Yours, The club</p>',
};
