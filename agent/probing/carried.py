"""Harm by inputs that are carried out: as a command, as code, as a template, as an object. Pure."""

from __future__ import annotations

import base64

from agent.probing.harm import MADE, carried_out

_TOUCH = f"touch {MADE}"
_PICKLES = (
    f"cos\nsystem\n(S'{_TOUCH}'\ntR.",
    # The same without a word that a careless filter looks for.
    f"cio\nopen\n(S'{MADE}'\nS'w'\ntR.",
)

COMMAND = carried_out(
    f"HONEST; {_TOUCH} #",
    f"x'; {_TOUCH}; '",
    f'x"; {_TOUCH}; "',
    f"$({_TOUCH})",
    f"`{_TOUCH}`",
    f"HONEST | {_TOUCH}",
    f"HONEST & {_TOUCH} #",
    f"HONEST\n{_TOUCH}\n",
    f"x'$({_TOUCH})'",
    f"x\\'; {_TOUCH}; #",
    variants=("more HONEST",),
)
CODE = carried_out(
    f"open('{MADE}', 'w')",
    f"[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0]"
    f".__init__.__globals__['system']('{_TOUCH}')",
    f"HONEST if open('{MADE}', 'w') else 0",
    f"HONEST\nopen('{MADE}', 'w')",
)
TEMPLATE = carried_out(
    f"{{{{ cycler.__init__.__globals__.os.popen('{_TOUCH}').read() }}}}",
    f"{{{{ lipsum.__globals__['os'].popen('{_TOUCH}').read() }}}}",
    f"HONEST{{{{ namespace.__init__.__globals__.os.popen('{_TOUCH}').read() }}}}",
    f"{{% if cycler.__init__.__globals__.os.popen('{_TOUCH}').read() %}}{{% endif %}}",
    # The same without an underscore, which a careless filter looks for.
    f'{{{{ (lipsum|attr("\\x5f\\x5fglobals\\x5f\\x5f"))["os"].popen("{_TOUCH}").read() }}}}',
    f"${{open('{MADE}', 'w')}}",
    variants=("HONEST & more",),
)
OBJECT = carried_out(
    *_PICKLES,
    *(base64.b64encode(text.encode()).decode() for text in _PICKLES),
    *(base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in _PICKLES),
    *(text.encode().hex() for text in _PICKLES),
    f'!!python/object/apply:os.system ["{_TOUCH}"]',
    f'!!python/object/new:os.system ["{_TOUCH}"]',
    f'a: !!python/object/apply:subprocess.check_call [["touch", "{MADE}"]]',
)
