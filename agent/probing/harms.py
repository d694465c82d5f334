"""The harm of each weakness that there are attack inputs for."""

from __future__ import annotations

from agent.probing.answered import CELL, HTML, SQL
from agent.probing.carried import CODE, COMMAND, OBJECT, TEMPLATE
from agent.probing.harm import Harm
from agent.probing.reached import ENTITY, PATH, REDIRECT, REQUEST

HARMS: dict[str, Harm] = {
    **dict.fromkeys(("CWE-22", "CWE-23", "CWE-36", "CWE-73"), PATH),
    **dict.fromkeys(("CWE-77", "CWE-78"), COMMAND),
    **dict.fromkeys(("CWE-79", "CWE-80"), HTML),
    "CWE-89": SQL,
    **dict.fromkeys(("CWE-94", "CWE-95"), CODE),
    "CWE-502": OBJECT,
    "CWE-601": REDIRECT,
    "CWE-611": ENTITY,
    "CWE-918": REQUEST,
    "CWE-1236": CELL,
    "CWE-1336": TEMPLATE,
}
