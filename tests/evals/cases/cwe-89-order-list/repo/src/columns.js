'use strict';

/** What the list may be sorted by, and the column of the database that stands for it. */
const SORTABLE = { number: 'orders.id', day: 'orders.created_at', total: 'orders.total_cents' };

module.exports = { SORTABLE };
