'use strict';

/** A store of the last reading of each sensor. */
class Readings {
  constructor() {
    this.last = new Map();
  }

  put(sensor, reading) {
    this.last.set(sensor, { temperature: reading.temperature, humidity: reading.humidity, battery: reading.battery });
  }

  all() {
    return [...this.last].map(([sensor, reading]) => ({ sensor, ...reading }));
  }
}

module.exports = { Readings };
