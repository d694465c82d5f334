"""Harm by inputs that lead elsewhere: to files outside, to services inside, to another site. Pure."""

from __future__ import annotations

import re

from agent.probing.harm import MARKER, TOLD, Harm

_UP = "../" * 12

PATH = Harm(
    payloads=(
        f"{_UP}{MARKER}",
        f"./{_UP}{MARKER}",
        MARKER,
        "../{beside}",
        f"x/../{_UP}{MARKER}",
        "{link}",
        f"....//{'....//' * 11}{MARKER}",
        f"..\\{_UP}{MARKER}",
    ),
    fixtures=("tmp_path", "tmp_path_factory"),
    helpers=TOLD
    + '''
SECRET = "what lies outside the folder"


def outside(tmp_path, folder):
    """A file in `folder`, and one beside each folder of the test, in another whose name begins like it.
    The last is where a link in each of them leads: to read through a link is no harm, to write is."""
    inside = [tmp_path, *(path for path in sorted(tmp_path.rglob("*")) if path.is_dir())]
    for path in inside:
        (path / "link").symlink_to(folder / "linked")
    beside = [path.with_name(path.name + "-private") for path in inside]
    files = [path / "private.txt" for path in (folder, *beside, folder / "linked")]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_text(SECRET if file != files[-1] else SECRET.upper(), encoding="utf-8")
    return files


def copied(folder, honest, sent):
    """Each file of an honest name, under another one as well."""
    for file in [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name == honest]:
        if "/" not in sent:
            file.with_name(sent).write_bytes(file.read_bytes())


def inputs(sent, files):
    """The input as it is sent, once for each folder where `{beside}` is meant."""
    beside = [""]
    if "{beside}" in sent:
        beside = sorted({f"{file.parent.name}/{file.name}" for file in files[1:-1]})
    sent = sent.replace("{marker}", str(files[0])).replace("{link}", "link/private.txt")
    return [sent.replace("{beside}", path) for path in beside]
''',
    before='files = outside(tmp_path, tmp_path_factory.mktemp("outside"))',
    check='''assert SECRET not in told(seen), "a file outside was read"
kept = [file.is_file() and file.read_text(encoding="utf-8").lower() == SECRET for file in files]
assert all(kept), "a file outside was changed"''',
    names=("told", "text_of", "SECRET", "outside", "copied", "inputs", "files"),
    variants=("sub/HONEST", "two..HONEST"),
    of_paths=False,
    place="copied",
)


def _entities(honest: str) -> tuple[str, ...]:
    """The document with an entity that stands for a file, in place of its first text."""
    body = re.sub(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", "", honest, flags=re.DOTALL)
    root = re.search(r"<([A-Za-z_][\w.:-]*)", body)
    filled = re.sub(r">[^<>]*[^<>\s][^<>]*</", ">&suture;</", body, count=1)
    if root is None or filled == body:
        return ()
    declared = f'<!DOCTYPE {root[1]} [<!ENTITY suture SYSTEM "file://{MARKER}">]>'
    at = root.start()
    by_uri = declared.replace("file://", "")
    return tuple(filled[:at] + each + filled[at:] for each in (declared, by_uri))


ENTITY = Harm(
    derive=_entities,
    fixtures=("tmp_path_factory",),
    helpers=TOLD + 'SECRET = "what lies in a file of the server"\n',
    before="""private = tmp_path_factory.mktemp("outside") / "private.txt"
private.write_text(SECRET, encoding="utf-8")
sent = sent.replace("{marker}", str(private))""",
    check='assert SECRET not in told(seen), "a file was read into the document"',
    names=("told", "text_of", "SECRET"),
)

REDIRECT = Harm(
    payloads=(
        "https://suture.example/",
        "//suture.example/",
        "///suture.example/",
        "/\\suture.example/",
        "\\\\suture.example/",
        "https:suture.example/",
        "/\t/suture.example/",
        " https://suture.example/",
        "https://localhost@suture.example/",
        "https://localhost.suture.example/",
        "javascript:suture()",
    ),
    imports=("import re",),
    helpers='''
# As browsers read an address: without tabs and line ends, and with any slashes.
ELSEWHERE = re.compile(
    r"\\s*(([a-z][a-z0-9+.-]*:)?[/\\\\]{2,}[^/\\\\?#]*suture\\.example|https?:[/\\\\]*suture\\.example|javascript:)",
    re.IGNORECASE,
)


def targets(seen):
    """Where the answers send the browser."""
    found = (str((getattr(answer, "headers", None) or {}).get("Location", "")) for answer in seen)
    return [re.sub(r"[\\t\\r\\n]", "", target) for target in found]
''',
    check='assert not any(ELSEWHERE.match(target) for target in targets(seen)), "it leads to another site"',
    names=("re", "ELSEWHERE", "targets"),
    variants=("HONEST?page=2", "/sub/page?q=a&b=c#top"),
)

REQUEST = Harm(
    payloads=(
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://127.1:{port}/",
        "http://0.0.0.0:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://example.com@127.0.0.1:{port}/",
        "file://{marker}",
    ),
    imports=(
        "import threading",
        "from http.server import BaseHTTPRequestHandler, HTTPServer",
    ),
    fixtures=("tmp_path_factory", "suture_internal"),
    helpers=TOLD
    + '''
SECRET = "what only the inside may know"


class Internal(BaseHTTPRequestHandler):
    """A service that nobody outside may reach."""

    def do_GET(self):
        self.server.asked.append(self.path)
        body = f"<title>{SECRET}</title>".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def suture_internal():
    server = HTTPServer(("127.0.0.1", 0), Internal)
    server.asked = []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
''',
    before="""private = tmp_path_factory.mktemp("outside") / "private.html"
private.write_text(f"<title>{SECRET}</title>", encoding="utf-8")
sent = sent.replace("{port}", str(suture_internal.server_port)).replace("{marker}", str(private))""",
    check="""assert suture_internal.asked == [], "a service of the inside was asked"
assert SECRET not in told(seen)""",
    names=(
        "told",
        "text_of",
        "SECRET",
        "threading",
        "BaseHTTPRequestHandler",
        "HTTPServer",
        "Internal",
        "suture_internal",
    ),
)
