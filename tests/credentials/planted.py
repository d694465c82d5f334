"""Credentials of many kinds, made when a test asks: no scanner finds one that looks real in this repository."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_DIGITS = string.digits
_LOWER = string.ascii_lowercase + _DIGITS
_UPPER = string.ascii_uppercase + _DIGITS
_MIXED = string.ascii_letters + _DIGITS
_HEX = "0123456789abcdef"
_URLSAFE = _MIXED + "_-"
_Some = Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class Planted:
    """One credential: `name` is what code calls it, `written` how it stands there; `value` must never leave."""

    kind: str
    name: str
    value: str
    written: str

    @property
    def parts(self) -> tuple[str, ...]:
        """What must not be found anywhere: the value, each long line of it, and its base64."""
        lines = [line for line in self.value.split("\n") if len(line) >= 12 and "-----" not in line]
        return (self.value, *lines, base64.b64encode(self.value.encode()).decode().rstrip("="))


def planted(seed: int = 7) -> tuple[Planted, ...]:
    """At least fifty kinds, other values for other seeds."""
    # Not for secrecy: a test has to see the same values again.
    made = random.Random(seed)

    def some(letters: str, length: int) -> str:
        return "".join(made.choices(letters, k=length - 1)) + made.choice(_DIGITS)

    return tuple(
        Planted(kind, name, value, written.replace("@@", value))
        for kind, name, value, written in (*_tokens(some), *_named(some), *_shaped(some, made))
    )


def _tokens(some: _Some) -> Iterator[tuple[str, str, str, str]]:
    """Told by their form: the name says nothing."""
    forms = {
        "AWS access key id": "AKIA" + some(_UPPER, 16),
        "AWS temporary key id": "ASIA" + some(_UPPER, 16),
        "GitHub personal": "ghp_" + some(_MIXED, 36),
        "GitHub OAuth": "gho_" + some(_MIXED, 36),
        "GitHub user": "ghu_" + some(_MIXED, 36),
        "GitHub server": "ghs_" + some(_MIXED, 36),
        "GitHub refresh": "ghr_" + some(_MIXED, 36),
        "GitHub fine-grained": "github_pat_" + some(_MIXED, 22) + "_" + some(_MIXED, 59),
        "GitLab personal": "glpat-" + some(_URLSAFE, 20),
        "GitLab runner": "glrt-" + some(_URLSAFE, 20),
        "Slack bot": "xoxb-" + some(_DIGITS, 12) + "-" + some(_DIGITS, 12) + "-" + some(_MIXED, 24),
        "Slack webhook": "https://hooks.slack.com/services/T"
        + some(_UPPER, 8)
        + "/B"
        + some(_UPPER, 8)
        + "/"
        + some(_MIXED, 24),
        "Stripe live": "sk_live_" + some(_MIXED, 24),
        "Stripe restricted": "rk_live_" + some(_MIXED, 24),
        "Stripe webhook": "whsec_" + some(_MIXED, 32),
        "Twilio API key": "SK" + some(_HEX, 32),
        "SendGrid": "SG." + some(_URLSAFE, 22) + "." + some(_URLSAFE, 43),
        "npm": "npm_" + some(_MIXED, 36),
        "PyPI": "pypi-AgEIcHlwaS5vcmc" + some(_URLSAFE, 70),
        "OpenAI style": "sk-proj-" + some(_URLSAFE, 48),
        "Anthropic style": "sk-ant-api03-" + some(_URLSAFE, 80) + "AA",
        "Google API": "AIza" + some(_URLSAFE, 35),
        "Google OAuth client": "GOCSPX-" + some(_URLSAFE, 28),
        "JWT": ".".join(("eyJhbGciOiJIUzI1NiJ9", "eyJ" + some(_URLSAFE, 40), some(_URLSAFE, 43))),
        "Telegram bot": some(_DIGITS, 10) + ":AA" + some(_URLSAFE, 33),
        "Discord bot": "M" + some(_MIXED, 23) + "." + some(_MIXED, 6) + "." + some(_MIXED, 27),
        "Discord webhook": "https://discord.com/api/webhooks/" + some(_DIGITS, 18) + "/" + some(_URLSAFE, 68),
        "Mailgun": "key-" + some(_HEX, 32),
        "Mailchimp": some(_HEX, 32) + "-us12",
        "Shopify": "shpat_" + some(_HEX, 32),
        "Square": "sq0atp-" + some(_URLSAFE, 22),
        "DigitalOcean": "dop_v1_" + some(_HEX, 64),
        "Terraform Cloud": some(_MIXED, 14) + ".atlasv1." + some(_MIXED, 67),
        "Vault service": "hvs." + some(_URLSAFE, 90),
        "Artifactory": "AKC" + some(_MIXED, 70),
        "Hugging Face": "hf_" + some(_MIXED, 34),
        "bcrypt hash": "$2b$12$" + some(_MIXED, 53),
    }
    yield from ((kind, "setting", value, "@@") for kind, value in forms.items())


def _named(some: _Some) -> Iterator[tuple[str, str, str, str]]:
    """Told by what they are called."""
    values = {
        "AWS secret": ("AWS_SECRET_ACCESS_KEY", some(_MIXED + "/+", 40)),
        "Azure client": ("AZURE_CLIENT_SECRET", some(_MIXED + "~_", 37)),
        "Django": ("SECRET_KEY", "django-insecure-" + some(_LOWER + "!@#%^&*(-_=+)", 50)),
        "Flask": ("FLASK_SECRET_KEY", some(_HEX, 32)),
        "Fernet": ("FERNET_KEY", base64.urlsafe_b64encode(some(_MIXED, 32).encode()).decode()),
        "Datadog": ("DATADOG_API_KEY", some(_HEX, 32)),
        "Datadog app": ("DATADOG_APP_KEY", some(_HEX, 40)),
        "Heroku": ("HEROKU_API_KEY", "-".join(some(_HEX, n) for n in (8, 4, 4, 4, 12))),
        "Twilio token": ("TWILIO_AUTH_TOKEN", some(_HEX, 32)),
        "SMTP": ("SMTP_PASSWORD", "mail" + some(_MIXED, 9)),
        "LDAP": ("LDAP_BIND_PASSWORD", "Bind!" + some(_MIXED, 8)),
        "plain password": ("password", "hunt" + some(_LOWER, 3)),
        "passphrase": ("KEY_PASSPHRASE", f"correct horse {some(string.ascii_lowercase, 6)} staple"),
        "PIN": ("ADMIN_PIN", some("3456789", 4)),
        "JWT secret": ("JWT_SECRET", "s3cr3t-" + some(_LOWER, 10)),
        "kubeconfig token": ("token", some(_MIXED, 60)),
        "kubeconfig key": ("client-key-data", base64.b64encode(some(_MIXED, 90).encode()).decode()),
        "Cloudflare": ("CLOUDFLARE_API_TOKEN", some(_URLSAFE, 40)),
        "salt": ("PASSWORD_SALT", some(_MIXED, 16)),
    }
    yield from ((kind, name, value, "@@") for kind, (name, value) in values.items())


def _shaped(some: _Some, made: random.Random) -> Iterator[tuple[str, str, str, str]]:
    """Parts of something longer."""
    for scheme in ("postgres", "mysql", "mongodb+srv", "redis", "amqp", "https", "ldap", "smtp"):
        yield (
            f"{scheme} address",
            "url",
            "p" + some(_MIXED, 11),
            f"{scheme}://app:@@@db.internal.net:1234/main",
        )
    storage = base64.b64encode(made.randbytes(64)).decode()
    yield (
        "Azure storage",
        "storage",
        storage,
        "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=@@;EndpointSuffix=core",
    )
    yield "htpasswd", "line", "$apr1$" + some(_MIXED, 8) + "$" + some(_MIXED, 22), "admin:@@"
    yield "netrc", "line", "n" + some(_MIXED, 11), "machine api.net login deploy password @@"
    docker = base64.b64encode(f"bot:{some(_MIXED, 18)}".encode()).decode()
    yield "Docker auth", "auth", docker, "@@"
    yield "bearer header", "header", some(_MIXED, 32), "Authorization: Bearer @@"
    yield (
        "basic header",
        "header",
        base64.b64encode(f"bot:{some(_MIXED, 12)}".encode()).decode(),
        "Authorization: Basic @@",
    )
    yield "curl login", "command", "c" + some(_MIXED, 9), "curl -u bot:@@ https://api.net/x"
    for kind, size in (("RSA ", 20), ("EC ", 4), ("OPENSSH ", 8), ("", 16)):
        body = "\n".join(some(_MIXED + "+/", 64) for _ in range(size)) + "\n" + some(_MIXED, 30) + "=="
        yield (
            f"{kind}PEM",
            "KEY",
            f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----",
            "@@",
        )


def texts(one: Planted) -> dict[str, str]:
    """The credential in code, configuration, output, a stack trace and a comment, by what it is planted in."""
    name, written = one.name, one.written
    flat = written.replace("\n", "\\n")
    word = name.replace("-", "_")
    camel = "".join(part.capitalize() if at else part for at, part in enumerate(word.lower().split("_")))
    call = f'    client = connect("db", {word.lower()}="{flat}", retries=3)'
    return {
        "python": f'import os\n\n{word} = """{written}"""\n\n\ndef open_it():\n{call}\n    return client\n',
        "python fallback": f'{word} = os.environ.get("{name.upper()}", "{flat}")\n',
        "javascript": f"const {camel} = process.env.{word.upper()} || '{flat}';\nexport default {{ {camel}: '{flat}' }};\n",
        "template literal": f"const {camel} = `{written}`;\n",
        "yaml": f'service:\n  {name}: "{flat}"\n  port: 8080\n',
        "json": json.dumps({"service": {name: written, "port": 8080}}, indent=2),
        "json in a log": json.dumps({"event": json.dumps({name: written})}),
        "env": f'export {word.upper()}="{flat}"\nPORT=8080\n',
        "env without quotes": f"PORT=8080\n{word.upper()}={flat}\nDEBUG=1\n",
        "yaml without quotes": f"service:\n  {name.lower()}: {flat}\n  port: 8080\n",
        "ini": f"[service]\n{name.lower()} = {flat}\nport = 8080\n",
        "output": f"E       AssertionError: assert {{'{name}': '{flat}'}} == {{}}\nE         {word} = '{flat}'\n1 failed in 0.1s\n",
        "trace": f'Traceback (most recent call last):\n  File "app.py", line 6, in open_it\n{call}\nLoginError: refused\n',
        "comment": f"I tried it. The {name} is `{flat}`, works here:\n\n```\n{word}: '{flat}'\n```\n",
        "code comment": f"# {word} = '{flat}'  old one\n// {word}: \"{flat}\"\n",
        "diff": "--- a/x.py\n+++ b/x.py\n@@ -1,9 +1,9 @@\n" + "".join(f"-{line}\n" for line in f'{word} = """{written}"""'.split("\n")) + "+x = 1\n",
    }  # fmt: skip


def layouts(one: Planted) -> dict[str, str]:
    """A credential that its name tells, in the ways in which code and configuration lay it out."""
    value, name = one.value, one.name.replace("-", "_").lower()
    plain = {
        "brackets": f'{name} = (\n    "@@"\n)\n',
        "backslash": f'{name} = \\\n    "@@"\n',
        "three quotes": f'{name} = """\n@@\n"""\n',
        "block": f"service:\n  {name}: |\n    @@\n  port: 8080\n",
        "folded block": f"{name}: >-\n  @@\nport: 8080\n",
        "wrapped": f'{name} = SecretStr(\n    "@@"\n)\n',
        "decoded": f'{name} = b64decode("@@")\n',
        "fallback": f'{name} = os.environ.get("X", "@@")\n',
        "or": f'{name} = os.environ["X"] or "@@"\n',
        "bars": f'const {name} = read() || "@@";\n',
        "if else": f'{name} = found if found else "@@"\n',
        "ternary": f'const {name} = found ? found : "@@";\n',
        "setter": f'env.set("{name.upper()}", "@@")\n',
        "compared": f'if "@@" == {name}:\n    pass\n',
        "diff": f'@@ -1,3 +1,1 @@\n-{name} = (\n-    "@@"\n-)\n+x = 1\n',
        "cut line": f'app.py:3: {name} = "@@\napp.py:9: run()\n',
    }
    return {place: value.join(text.rsplit("@@", 1)) for place, text in plain.items()}
