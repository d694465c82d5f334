'use strict';

/**
 * The handler of `POST /rules/try` with { rule }: the sensors for which the rule holds, as JSON.
 *
 * A rule is one comparison or several joined by `and` or `or` (`and` binds tighter), without parentheses. A comparison
 * is temperature, humidity or battery, then < <= > >= or ==, then a number: `temperature > 30 and battery <= 20`. Any
 * other rule is answered with 400.
 */
function tryRule(readings) {
  return function handle(req, res) {
    const code = String(req.body.rule).replace(/\band\b/g, '&&').replace(/\bor\b/g, '||');
    let sensors;
    try {
      const test = new Function('temperature', 'humidity', 'battery', 'return ' + code);
      sensors = readings.all().filter((one) => test(one.temperature, one.humidity, one.battery)).map((one) => one.sensor);
    } catch (error) {
      res.status(400).json({ error: 'this is no rule' });
      return;
    }
    res.status(200).json({ sensors });
  };
}

module.exports = { tryRule };
