"""Repairs of the worked proofs' code, changes that lose its feature, and how many attacks fail today."""

from __future__ import annotations

LYRICS = 'return Path(folder, title + ".txt").read_text(encoding="utf-8")'
TENANTS = "return [row[0] for row in connection.execute(query)]"
SHELL = 'subprocess.run(f"wc -l < {name}", shell=True, cwd=folder, capture_output=True)'
MADE = 'made = Environment(autoescape=True).from_string(greeting + " Yours, {{ sender }}")\n    return made.render(sender=sender)'
PAGE = """return f'<p title="{name}">Welcome, {name}!</p>'"""
WANTED = 'return wanted or "/home"'
LOAD = "return yaml.load(text, Loader=yaml.UnsafeLoader)"
MD5 = "hashlib.md5(password.encode()).hexdigest()"
KEEP = f"members[name] = {MD5}"
SAME = f"return members.get(name) == {MD5}"
DRAW = 'return "".join(random.choice(LETTERS) for _ in range(20))'
CHECK = ', options={"verify_signature": False})'
KEY = 'key = settings.get("LINK_KEY", "orchard-4-gate")'
SCRYPT = "hashlib.scrypt(password.encode(), salt={}, n=2**10, r=8, p=1)"
COUNT = "return Number(execSync(`wc -l < ${list}`, { cwd: folder }).toString());"
LINES = "require('fs').readFileSync(require('path').join(folder, list), 'utf8').split('\\n').length - 1"
READ = "return fs.readFileSync(path.join(folder, `${title}.txt`), 'utf8');"
GREET = 'return `<p title="${name}">Welcome, ${name}!</p>`;'
ESCAPED = "name = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\"', '&quot;');\n  "
DIGIT = "Math.floor(Math.random() * 36)"

# Right repairs of each kind, of different sorts: one after the other in the same place of the code.
REPAIRS: dict[str, tuple[tuple[tuple[str, str], ...], ...]] = {
    "path": (
        ((LYRICS, f'if "/" in title:\n        raise ValueError(title)\n    {LYRICS}'),),
        ((LYRICS, f'if "/" in title:\n        return None\n    {LYRICS}'),),
        ((LYRICS, LYRICS.replace("title", "Path(title).name") + ' if Path(folder, Path(title).name + ".txt").exists() else ""'),),
    ),
    "sql": (
        ((TENANTS, 'return [r[0] for r in connection.execute("SELECT name FROM tenants WHERE listed = 1 AND street = ?", (street,))]'),),
        ((TENANTS, f"if \"'\" in street:\n        raise ValueError(street)\n    {TENANTS}"),),
        ((TENANTS, f'query = query if street.replace(" ", "").isalpha() else "SELECT name FROM tenants WHERE 0"\n    {TENANTS}'),),
    ),
    "command": (
        ((SHELL, 'subprocess.run(["sh", "-c", \'wc -l < "$1"\', "sh", name], cwd=folder, capture_output=True)'),),
        (("done =", 'if not name.removesuffix(".txt").isalnum():\n        return 0\n    done ='),),
    ),
    "template": (
        (("greeting + \" Yours, {{ sender }}\"", '"{{ greeting }} Yours, {{ sender }}"'), ("sender=sender", "sender=sender, greeting=greeting")),
        ((MADE, 'import html\n    return f"{html.escape(greeting)} Yours, {html.escape(sender)}"'),),
        (("made =", 'if "{" in greeting:\n        raise ValueError\n    made ='),),
    ),
    "html": (
        ((PAGE, f"import html\n    name = html.escape(name)\n    {PAGE}"),),
        ((PAGE, f"if not name.isalpha():\n        raise ValueError(name)\n    {PAGE}"),),
    ),
    "url": (
        ((WANTED, 'import re\n    return wanted if re.fullmatch(r"/(?![/\\\\])[^\\\\\\x00-\\x20]*", wanted) else "/home"'),),
        ((WANTED, f'if not wanted.startswith("/topics") and wanted:\n        raise ValueError(wanted)\n    {WANTED}'),),
    ),
    "xml": (
        (("ges, True", "ges, False"),),
        (("found,", 'if "<!DOCTYPE" in document:\n        raise ValueError("no document types")\n    found,'),),
    ),
    "object": (
        ((LOAD, "return yaml.safe_load(text)"),),
        ((LOAD, 'if "!" in text:\n        return {}\n    ' + LOAD),),
    ),
    "hash": (
        (
            (KEEP, f'salt = __import__("os").urandom(8)\n    members[name] = salt + {SCRYPT.format("salt")}'),
            (SAME, f'kept = members.get(name, b"")\n    return kept[8:] == {SCRYPT.format("kept[:8]")}'),
        ),
    ),
    "token": (
        (("import random", "import secrets"), (DRAW, DRAW.replace("random", "secrets"))),
        ((DRAW, "import secrets\n    return secrets.token_urlsafe(16)"),),
    ),
    "switch": ((((CHECK, ")"),)),),
    "secret": (
        ((KEY, 'key = settings["LINK_KEY"]'),),
        ((KEY, 'import os\n    key = os.environ["LINK_KEY"]'),),
        ((KEY, 'key = settings.get("LINK_KEY")\n    if not key:\n        return None'),),
    ),
    "command-node": (
        ((COUNT, f"return {LINES};"),),
        ((COUNT, f"if (!/^[a-z]+\\.txt$/.test(list)) throw new Error('no such list');\n  {COUNT}"),),
        ((COUNT, f"if (!/^[a-z]+\\.txt$/.test(list)) return 0;\n  {COUNT}"),),
    ),
    "path-node": (
        ((READ, READ.replace("${title}", "${path.basename(title)}")),),
        ((READ, f"if (!/^[a-z]+$/.test(title)) return null;\n  {READ}"),),
    ),
    "html-node": (
        ((GREET, ESCAPED + GREET),),
        ((GREET, "if (/[^A-Za-z ]/.test(name)) throw new Error('no name');\n  " + GREET),),
        ((GREET, "name = name.replace(/[^A-Za-z ]/g, '');\n  " + GREET),),
    ),
    "token-node": (((DIGIT, "require('crypto').randomInt(36)"),),),
    "switch-node": (
        ((", rejectUnauthorized: false", ""),),
        (("rejectUnauthorized: false", "rejectUnauthorized: true"),),
    ),
}  # fmt: skip
# The feature gone: a text of the code, and what breaks it.
BROKEN = {
    "path": (LYRICS, 'raise ValueError("no")'),
    "sql": (TENANTS, "return []"),
    "command": ("return int(done.stdout)", "return 0"),
    "template": ("return made.render(sender=sender)", 'return ""'),
    "html": (PAGE, 'return "<p>Welcome!</p>"'),
    "url": (WANTED, 'return "/home"'),
    "xml": ('return "".join(found)', 'return ""'),
    "object": (LOAD, "return {}"),
    "hash": (SAME, "return False"),
    "token": (DRAW, 'return "A" * 20'),
    "switch": ('return claims["sub"]', "return None"),
    "secret": ('return f"{link}?mark={mark}"', "return link"),
    "command-node": (COUNT, "return 0;"),
    "path-node": (READ, "throw new Error('no');"),
    "html-node": (GREET, "return '<p>Welcome!</p>';"),
    "token-node": ("return code;", "return 'a';"),
    "switch-node": ("return new https.Agent({ maxSockets: settings.sockets, ", "return new https.Agent({ "),
}
# How many attack tests fail today; for the others it is one for each text.
FAILURES = {"hash": 2, "token": 1, "switch": 2, "secret": 1, "token-node": 1, "switch-node": 1}
