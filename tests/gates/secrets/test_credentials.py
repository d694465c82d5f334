from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent.gates.secrets.credentials import new_credentials
from tests.doubles.findings import change

BASE = "import os\n\n\ndef f(x):\n    return x\n"
# Made of parts, so that no scanner of this repository takes the samples for real ones.
AWS = "AKIA" + "Z7QK3MXW2LPV5RTN"
GITHUB = "ghp_" + "a8Fk2Lq9Zx7Wc4Vb6Nm1Tr5Yu3Io0Ps8Dg7H"
SLACK = "xoxb-" + "123456789012-098765432109-QwErTyUiOpAsDfGhJkLzXcVb"
STRIPE = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
JWT = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
    + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
)
RANDOM = "9fK2" + "xQ7vLmZ3pT8wRbN5sYcD1hGjE4uA"
BEGIN = "-----BEGIN " + "RSA PRIVATE KEY-----"

CREDENTIALS = (
    ("a.py", f'KEY = "{AWS}"'), ("a.py", f"# {GITHUB}"), ("a.py", f'client = Slack("{SLACK}")'),
    ("a.py", f'stripe.api_key = "{STRIPE}"'), ("a.js", f'const t = "{JWT}";'), ("a.py", f'x = "{RANDOM}"'),
    ("a.py", 'SECRET_KEY = os.environ.get("SECRET_KEY", "dev-secret-123")'),
    ("a.py", 'SECRET_KEY = os.environ.get("APP_KEYRING", "dev")'),
    ("a.py", 'password = f"hunter22"'), ("a.py", 'password += "hunter22"'), ("a.py", 'password = str("hunter22")'),
    ("a.py", 'password = base64.b64decode("aHVudGVyMjI=").decode()'),
    ("a.js", 'process.env.JWT_SECRET ||= "dev";'), ("a.js", 'const { JWT_SECRET = "dev" } = process.env;'),
    ("a.js", 'function login({ password = "hunter22" }) {}'),
    ("a.py", 'SECRET_KEY = os.getenv("SHOP_SECRET_KEY") or "dev"'),
    ("a.py", 'secret = os.environ["SECRET"] if "SECRET" in os.environ else "not so secret"'),
    ("a.py", 'app.config.setdefault("SECRET_KEY", "abc")'), ("a.py", 'key = config("API_KEY", default="k1")'),
    ("a.py", 'app.config["SECRET_KEY"] = "keyboard cat"'), ("a.py", 'SECRET_KEY = ("part-one-"\n  "part-two")'),
    ("a.py", 'SECRET_KEY = "part-one" + "-part-two"'), ("a.py", 'API_KEY = "".join(["one-", "two-3"])'),
    ("a.py", 'connect(host="db", password="hunter2")'), ("a.py", 'if password == "letmein": login()'),
    ("a.py", 'def connect(user, password="s3cret!"): ...'), ("a.py", 'user, password = "root", "toor"'),
    ("a.py", 'SALT = b"shop-salt"'), ("a.py", 'h = hashlib.pbkdf2_hmac("sha256", p, b"salt", 1000)'),
    ("a.py", 'c = AES.new(key, AES.MODE_CBC, b"0123456789abcdef")'), ("a.py", "iv = bytes(16)"),
    ("a.py", r'iv = b"\x00" * 16'), ("a.py", 'hmac.new(b"webhook", body, "sha256")'),
    ("a.py", 'hmac.new("webhook".encode(), body, "sha256")'), ("a.py", 'jwt.encode(payload, "secret", "HS256")'),
    ("a.py", 'hashlib.scrypt(p, salt=b"crumb", n=2, r=1, p=1)'), ("a.py", 'hashlib.blake2b(p, key=b"crumb")'),
    ("a.py", 'Fernet(base64.b64decode("c2hvcC1rZXktMTIzNA=="))'), ("a.py", 'if hmac.compare_digest(password, "admin"): ...'),
    ("a.py", 'URL = "postgres://shop:Tr0ub4dor@db.internal/shop"'), ("a.py", 'DSN = "shop:Tr0ub4dor@db.internal:5432"'),
    ("a.py", f'KEY = """{BEGIN}\nMIIEpAIBAAKCAQEAn7qQ3v\n"""'), ("a.js", f'const k = "{BEGIN}\\nMIIEpAIBAAKCAQEAn7qQ3v";'),
    ("tests/test_a.py", f'TOKEN = "{GITHUB}"'), ("tests/k.pem", f"{BEGIN}\nMIIEpAIBAAKCAQEAn7qQ3v"),
    ("a.js", "const secret = process.env.SESSION_SECRET || 'dev';"), ("a.ts", "const s: string = process.env.JWT_SECRET ?? 'x1';"),
    ("a.js", "app.use(session({ secret: 'keyboard cat' }));"), ("a.js", "crypto.createHmac('sha256', 'shop');"),
    ("a.js", "const apiKey = 'k-' + '12345';"), ("a.js", "crypto.createCipheriv('aes-256-cbc', key, Buffer.alloc(16));"),
    ("a.js", "jwt.verify(token, 'shop')"), ("a.js", "if (password === 'letmein1') go();"),
    ("a.py", 'get(u, auth=("admin", "Winter24!"))'), ("a.py", 'smtp.login("shop@shop.dev", "Winter24!")'),
    ("a.py", 'headers = {"Authorization": "Bearer 9a8b7c6d5e4f3a2b"}'), ("a.js", "new Strategy({ secretOrKey: 'tasman' });"),
    ("conf.yaml", "db_password: Tr0ub4dor"), ("conf.ini", "api_key = k-83hd-2k1s"), (".env", "SECRET_KEY=abc123def"),
    ("A.java", 'String password = "Tr0ub4dor";'), ("a.go", 'apiKey := "k-83hd-2k1s"'),
)  # fmt: skip

HONEST = (
    ("a.py", 'SECRET_KEY = os.environ["SECRET_KEY"]'), ("a.py", 'SECRET_KEY = os.environ.get("SECRET_KEY")'),
    ("a.py", 'SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.token_hex(32)'),
    ("a.py", 'SECRET_KEY = os.environ.get("SECRET_KEY", "")'), ("a.py", "SECRET_KEY = None"),
    ("a.py", "if sha256(data).hexdigest() == 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855': ok()"),
    ("a.py", "EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e'"), ("a.py", "COMMIT = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'"),
    ("a.py", "NAMESPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'"), ("a.py", 'password = request.form["password"]'),
    ("a.py", 'PASSWORD_FIELD = "password"'), ("a.py", 'token_name = "csrf_token"'), ("a.py", 'TOKEN_HEADER = "X-Auth-Token"'),
    ("a.py", 'fields = {"password": "Password", "token": "Token"}'), ("a.py", 'labels = {"password": "Choose a new password"}'),
    ("a.py", "ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'"),
    ("a.py", "B32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'"), ("a.py", "BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'"),
    ("a.py", 'db.execute("SELECT password, token FROM users WHERE email = ?", (email,))'),
    ("a.py", 'QUERY = "UPDATE users SET password = ? WHERE token = ?"'),
    ("a.py", "from django.contrib.auth.hashers import check_password, make_password"),
    ("a.py", 'PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]'),
    ("a.py", 'url = f"https://{user}:{password}@{host}/"'), ("a.py", 'URL = "https://%s:%s@%s/"'),
    ("a.py", "# postgres://user:password@localhost/shop"), ("a.py", 'salt = os.urandom(16)'),
    ("a.py", 'URLSafeSerializer(current_app.secret_key, salt="cart")'), ("a.py", 'sorted(names, key=str.lower)'),
    ("a.py", 'hmac.new(app.secret_key, body, "sha256")'), ("a.py", 'SECRET_KEY_FILE = "/run/secrets/key"'),
    ("a.py", 'if "-----BEGIN PRIVATE KEY-----" in text: refuse()'), ("a.py", 'token = "("'), ("a.py", 'if token == "while": loop()'),
    ("a.py", 'raise ValueError("the password is too short: 12 characters at least")'), ("a.py", 'password = getpass("Password: ")'),
    ("a.py", 'SECRET_NAMES = ("password", "token", "api_key")'), ("a.py", 'API_KEY = "API_KEY"'), ("a.py", 'secret_name = "shop/prod/db-1"'),
    ("a.py", "jwt.decode(token, key, algorithms=['HS256'])"), ("a.py", 'parser.add_argument("--password", help="password of the shop")'),
    ("tests/test_a.py", 'client.post("/login", data={"password": "correct-horse-1"})'), ("tests/test_a.py", 'SECRET_KEY = "test"'),
    ("a.html", '<input type="password" name="password" placeholder="Password">'),
    ("a.html", '<script src="/x.js" integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"></script>'),
    ("a.js", "const secret = process.env.SESSION_SECRET;"), ("a.js", "const token = req.headers['x-csrf-token'];"),
    ("a.js", "if (typeof password !== 'string') return;"), ("a.js", "const hash = bcrypt.hashSync(password, 12);"),
    ("a.js", "crypto.createHmac('sha256', process.env.WEBHOOK_SECRET)"), ("a.js", "const schema = { password: 'string', token: 'string' };"),
    ("a.js", "crypto.createCipheriv('aes-256-gcm', key, crypto.randomBytes(12));"), ("a.js", "const t = { password: 'Passwort' };"),
    ("conf.yaml", "secretName: shop-db"), ("conf.yaml", "password_file: /run/secrets/db"), ("a.py", 'get(u, auth=(user, password))'),
    ("a.py", 'headers = {"Authorization": f"Bearer {token}"}'), ("a.py", 'smtp.login(user, "")'),
    ("conf.yaml", "password: ${DB_PASSWORD}"), ("conf.yaml", "secret_key: !env SECRET_KEY"), ("A.java", "String password = request.getParameter(\"password\");"),
    ("README.md", "Set `SECRET_KEY` to the output of `openssl rand -hex 32`, such as `SECRET_KEY=9f86d081884c7d65`."),
)  # fmt: skip


def kinds(path: str, code: str, before: str = BASE) -> list[str]:
    return [f"{c.line} {c.kind}" for c in new_credentials([change(before, f"{before}{code}\n", path)])]


@pytest.mark.parametrize(("path", "code"), CREDENTIALS)
def test_an_added_credential_is_found_at_its_line_and_not_repeated(path: str, code: str) -> None:
    found = new_credentials([change(BASE, f"{BASE}{code}\n", path)])
    assert [c.line for c in found] in ([6], [7])
    assert all(len(c.kind) < 60 and c.kind not in code for c in found)


@pytest.mark.parametrize(("path", "code"), HONEST)
def test_honest_code_holds_no_credential(path: str, code: str) -> None:
    assert kinds(path, code) == []


@pytest.mark.parametrize(("path", "code"), [case for case in CREDENTIALS if "get(" not in case[1]])
def test_what_stood_in_the_file_before_is_not_new(path: str, code: str) -> None:
    assert kinds(path, "x = 1", f"{BASE}{code}\n") == []
    moved = change(f"{BASE}{code}\n", f"{code}\n{BASE}", path)
    assert new_credentials([moved]) == ()


def test_a_secret_that_becomes_the_fallback_of_its_variable_is_new() -> None:
    before = 'SECRET_KEY = "rye-starter-7f3a"\n'
    after = 'SECRET_KEY = os.environ.get("SECRET_KEY", "rye-starter-7f3a")\n'
    assert len(new_credentials([change(before, after)])) == 1
    assert new_credentials([change(after, after.replace("os.environ.get", "os.getenv"))]) == ()


def test_a_second_credential_of_the_same_form_is_new() -> None:
    before = f'{BASE}A = "{GITHUB}"\n'
    assert kinds("a.py", f'B = "{GITHUB.replace("Fk2", "Zz9")}"', before) == ["7 GitHub Token"]
    assert kinds("a.py", f'B = "{GITHUB}"', before) == []


def test_a_file_that_cannot_be_parsed_is_still_read_line_by_line() -> None:
    assert kinds("a.py", f'def (:\n    x = "{GITHUB}"') == ["7 GitHub Token"]


def test_many_threads_find_the_same() -> None:
    code = "\n".join(code for path, code in CREDENTIALS[:20] if path == "a.py")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: tuple(kinds("a.py", code)), range(40)))
    assert len(set(found)) == 1 and len(found[0]) >= 15


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a.py", "password = " + "(x or " * 100 + '"hunter22"' + ")" * 100),
        ("a.py", "password = " + "get('x') or (" * 100 + '"hunter22"' + ")" * 100),
        ("a.py", "password = " + '"hunter22" if x else ' * 500 + "y"),
        ("a.py", "y" + ".a()" * 600 + '\npassword = "hunter22"'),
        ("a.py", "if password" + ".encode()" * 600 + ' == "hunter22": pass'),
        ("a.js", "const password = " + "(" * 2000 + '"hunter22"' + ")" * 2000 + ";"),
        ("a.js", "const password = " + "a ? b : " * 1000 + '"hunter22";'),
    ],
)
def test_deep_nesting_neither_hides_a_credential_nor_takes_long(path: str, code: str) -> None:
    begun = time.monotonic()
    assert kinds(path, code) != []
    assert time.monotonic() - begun < 5
