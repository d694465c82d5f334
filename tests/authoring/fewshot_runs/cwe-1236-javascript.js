// A formula in a table: the harm, and honest use.
'use strict';

module.exports = {
  harm: (code) => /"[=@]/.test(code.toCsv([['=1+1', '@x']])),
  honest: (code) => code.toCsv([['Ann', -5], ['a"b', '']]) === '"Ann","-5"\r\n"a""b",""',
};
