"""Who may sign in."""

import hmac

USERS = {"ada": "lovelace-1815", "bob": "builder-1999"}


def known(name, password):
    return hmac.compare_digest(USERS.get(name, ""), password) and name in USERS
