// A pattern that takes for ever: the harm, and honest use.
'use strict';

function milliseconds(code, text) {
  const start = performance.now();
  code.isTitle(text);
  return performance.now() - start;
}

module.exports = {
  harm(code) {
    const short = Math.min(...Array.from({ length: 20 }, () => milliseconds(code, `${'a'.repeat(8)}!`)));
    return milliseconds(code, `${'a'.repeat(25)}!`) > 100 * short + 20;
  },
  honest(code) {
    const texts = ['Rain', 'Rain at sea', 'Rain ', '', 'a  b', ' a', 'a!'];
    return texts.map(code.isTitle).join() === 'true,true,true,false,false,false,false';
  },
};
