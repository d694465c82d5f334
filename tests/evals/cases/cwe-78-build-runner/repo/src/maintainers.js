'use strict';

const MAINTAINERS = { shop: ['ada', 'bob'], wiki: ['cleo'] };

/** Whether the user maintains the project. */
function maintains(user, project) {
  return Object.hasOwn(MAINTAINERS, project) && MAINTAINERS[project].includes(user);
}

module.exports = { maintains };
