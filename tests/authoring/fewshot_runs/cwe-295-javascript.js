// A certificate that nobody checks: the harm, and honest use.
'use strict';

module.exports = {
  harm: (code) => code.partnerAgent({ sockets: 4 }).options.rejectUnauthorized === false,
  honest(code) {
    const agent = code.partnerAgent({ sockets: 4 });
    return agent.maxSockets === 4 && agent.options.keepAlive === true;
  },
};
