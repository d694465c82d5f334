"""Entries of a double-entry ledger, kept in SQLite."""

import sqlite3


class Ledger:
    """The entries of one company."""

    def __init__(self, company, path=":memory:"):
        self.company = company
        self._db = sqlite3.connect(path)
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS entries (company TEXT, account TEXT, memo TEXT, cents INTEGER, day TEXT)"
        )

    def post(self, account, memo, cents, day, company=None):
        self._db.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?)", (company or self.company, account, memo, cents, day)
        )

    def entries(self, account=None, memo=None, since=None, at_least=None):
        """This company's entries that match every filter given, oldest first.

        `account` is exact, `memo` a part of the text, `since` an ISO day, `at_least` an amount in cents.
        """
        sql = "SELECT account, memo, cents, day FROM entries WHERE company = '" + self.company + "'"
        if account is not None:
            sql += " AND account = '" + account + "'"
        if memo is not None:
            sql += " AND memo LIKE '%" + memo + "%'"
        if since is not None:
            sql += " AND day >= '" + since + "'"
        if at_least is not None:
            sql += " AND cents >= " + str(at_least)
        sql += " ORDER BY day"
        return self._db.execute(sql).fetchall()

    def balance(self, account):
        row = self._db.execute(
            "SELECT COALESCE(SUM(cents), 0) FROM entries WHERE company = ? AND account = ?", (self.company, account)
        )
        return row.fetchone()[0]
