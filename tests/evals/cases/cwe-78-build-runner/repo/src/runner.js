'use strict';

const { exec } = require('node:child_process');
const { maintains } = require('./maintainers');

/** The handler of `POST /projects/:project/steps` with { run }: runs the line and answers with its status and output. */
function step(req, res) {
  if (!maintains(req.user, req.params.project)) {
    res.status(403).json({ error: 'not your project' });
    return;
  }
  exec(req.body.run, { timeout: 60_000, env: { PATH: process.env.PATH, CI: '1' } }, (error, stdout) => {
    res.status(200).json({ status: error ? error.code : 0, output: stdout });
  });
}

module.exports = { step };
