import re

# ruleid: python-regex-nested-quantifier
NAMES = re.compile(r"^(\w+)+@example\.com$")


def trimmed(line):
    # ruleid: python-regex-nested-quantifier
    return re.sub(r"(?:\s+)*$", "", line)


def listed(text):
    # ruleid: python-regex-nested-quantifier
    return re.match(r"([a-z0-9-]*)*:", text)


# ok: python-regex-nested-quantifier
WORDS = re.compile(r"^\w+(?:\s+\w+)*$")
# ok: python-regex-nested-quantifier
DOTTED = re.compile(r"^\d+(\.\d+)*$")
# ok: python-regex-nested-quantifier
ATOMIC = re.compile(r"^(\w+)+")
# ok: python-regex-nested-quantifier
QUOTED = re.compile(r"[(\w+)+]x")
# ok: python-regex-nested-quantifier
ESCAPED = re.compile(r"\(\w+\)+x")
