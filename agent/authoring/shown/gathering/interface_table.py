"""Safe interfaces, by weakness. Pure."""

from __future__ import annotations

from agent.authoring.shown.gathering.interface import Interface

_PATH = Interface(
    names=(
        (
            "safe secur sanitiz sanitis clean check valid confine restrict resolve",
            "path file filename dir join member",
        ),
        ("path file name", "safe inside within allowed valid"),
        ("is", "inside within relative subpath"),
    ),
    calls=("is_relative_to(", "commonpath(", "safe_join(", "secure_filename(", "path.relative("),
    packages=("werkzeug", "pathvalidate", "sanitize-filename"),
    imported=r"safe_join|secure_filename|sanitize_filename|sanitize-filename",
)
_HTML = Interface(
    names=(
        ("escape sanitiz sanitis bleach purify", ""),
        ("strip clean safe", "html tags markup"),
        ("html attr js json xml", "quote encode escape"),
    ),
    calls=("html.escape(", "markupsafe", "bleach.clean(", "DOMPurify.", "escapeHtml(", "format_html(",
           "&lt;"),
    packages=("markupsafe", "bleach", "nh3", "dompurify", "isomorphic-dompurify", "sanitize-html",
              "escape-html", "he", "xss"),
    imported=r"\bescape\b|Markup\b|bleach|nh3|format_html|conditional_escape|[dD][oO][mM]Purify|sanitize-?html"
    r"|escape-?html",
)  # fmt: skip
_SQL = Interface(
    names=(
        ("run exec fetch select query find", "query sql one all row rows many params"),
        ("quote allowed valid check safe", "column ident table order sort"),
        ("escape", "like ident"),
    ),
    calls=("execute(", "executemany(", ".query(", ".prepare(", ".raw(", "bindparams(", "bindparam("),
    packages=("sqlalchemy", "psycopg", "psycopg2", "asyncpg", "peewee", "knex", "sequelize", "pg", "mysql2",
              "better-sqlite3", "slonik"),
    imported=r"sqlalchemy.*\b(text|select|bindparam)\b|psycopg2?.*\bsql\b|\bslonik\b",
    strict=r"(execute(many)?|query|raw)\(\s*[^()]{1,200},\s*[\[({\w]|\.prepare\([^)]{1,200}\)\s*\.|bindparams?\(",
    telling=False,
)  # fmt: skip
_COMMAND = Interface(
    names=(
        ("run exec call spawn safe", "cmd command program tool process args git"),
        ("shell", "quote escape"),
        ("escape quote", "shell arg args"),
    ),
    calls=("subprocess.run([", "check_output([", "check_call([", "Popen([", "shlex.quote(", "shlex.split(",
           "execFile(", "execFileSync(", "spawn(", "spawnSync(", "create_subprocess_exec("),
    packages=("execa", "cross-spawn", "shell-quote", "shescape", "sh", "plumbum"),
    imported=r"\bshlex\b|\bexecFile(Sync)?\b|\bspawn(Sync)?\b|\bexeca\b|shell-quote|\bshescape\b",
    telling=False,
)  # fmt: skip
_CODE = Interface(
    names=(
        ("safe literal parse restricted", "eval expr expression formula literal arithmetic"),
        ("render format", "safe sandbox"),
    ),
    calls=("literal_eval(", "SandboxedEnvironment", "ast.parse(", "JSON.parse("),
    packages=("asteval", "simpleeval", "expr-eval", "mathjs", "jsep"),
    imported=r"literal_eval|simpleeval|asteval|SandboxedEnvironment|expr-eval|mathjs|jsep",
)
_REDIRECT = Interface(
    names=(
        ("is check valid allow safe local internal same", "url redirect next host target origin"),
        ("safe next", "next redirect url"),
    ),
    calls=("url_has_allowed_host_and_scheme(", "urlparse(", "urlsplit(", "new URL("),
    packages=(),
    imported=r"url_has_allowed_host_and_scheme|is_safe_url",
    strict=r"netloc|hostname|\.host\b|\.origin\b|allowed|scheme|startswith|startsWith",
)
_FETCH = Interface(
    names=(
        ("safe check valid allow guard public external", "url host hostname ip fetch request webhook"),
        ("fetch get", "public external safe"),
        ("is", "private public internal global"),
    ),
    calls=("ipaddress.", ".is_private", ".is_global", "getaddrinfo(", "ALLOWED_HOSTS", "allowedHosts",
           "dns.lookup("),
    packages=("advocate", "ssrf-req-filter", "request-filtering-agent", "ipaddr.js"),
    imported=r"\badvocate\b|ssrf-req-filter|request-filtering-agent|ipaddr\.js|\bipaddress\b",
)  # fmt: skip
_LOADING = Interface(
    names=(
        ("safe restrict check signed verif", "load unpickle parse deserial"),
        ("load parse", "json yaml safe signed"),
    ),
    calls=(
        "safe_load(",
        "SafeLoader",
        "json.loads(",
        "JSON.parse(",
        "find_class(",
        "safeLoad(",
        "weights_only",
    ),
    packages=("itsdangerous", "pydantic", "msgspec", "marshmallow", "zod", "joi", "ajv"),
    imported=r"SafeLoader|safe_load|itsdangerous|\bmsgspec\b|\bzod\b|\bajv\b",
)
_HASH = Interface(
    names=(
        ("hash make encode check verify set compare", "password passwd secret pin"),
        ("password passwd", "hash check verify"),
        ("derive", "key password"),
    ),
    calls=("generate_password_hash(", "make_password(", "bcrypt.", "argon2", "PasswordHasher(", "scrypt(",
           "scryptSync(", "pbkdf2_hmac(", "pbkdf2Sync(", "CryptContext("),
    packages=("argon2-cffi", "bcrypt", "passlib", "pwdlib", "argon2", "bcryptjs"),
    imported=r"generate_password_hash|check_password_hash|make_password|argon2|bcrypt|passlib|pwdlib|scrypt",
)  # fmt: skip
_RANDOM = Interface(
    names=(
        ("random generat new make create secur", "token secret code password nonce salt"),
        ("token", "hex urlsafe new generat"),
        ("secur", "random"),
    ),
    calls=("secrets.", "SystemRandom(", "os.urandom(", "randomBytes(", "randomUUID(", "getRandomValues(",
           "crypto.randomInt("),
    packages=("nanoid",),
    imported=r"\bsecrets\b|SystemRandom|get_random_string|randomBytes|randomUUID|\bnanoid\b",
)  # fmt: skip
_CONFIG = Interface(
    names=(
        ("get read load require fetch", "env config setting secret credential"),
        ("env config secret", "var value get"),
    ),
    calls=("os.environ", "os.getenv(", "process.env", "BaseSettings", "decouple", "keyring.get_password("),
    packages=("python-dotenv", "pydantic-settings", "python-decouple", "environs", "django-environ", "dotenv",
              "convict", "envalid"),
    imported=r"\bdotenv\b|BaseSettings|\bdecouple\b|\benvirons?\b|\bconvict\b|\benvalid\b|\bkeyring\b",
)  # fmt: skip
_XML = Interface(
    names=(
        ("safe secur parse load read", "xml feed svg etree tree"),
        ("xml", "parser"),
    ),
    calls=("defusedxml", "resolve_entities=False", "noent: false", "XMLParser(", "forbid_dtd"),
    packages=("defusedxml", "fast-xml-parser"),
    imported=r"defusedxml|fast-xml-parser",
    strict=r"defusedxml|resolve_entities\s*=\s*False|noent:\s*false|forbid_dtd",
    telling=False,
)
_REGEX = Interface(
    names=(("escape safe compile build", "re regex regexp pattern"),),
    calls=("re.escape(", "escapeRegExp(", "RegExp.escape(", "re2."),
    packages=("google-re2", "pyre2", "re2", "re2js", "escape-string-regexp", "lodash", "safe-regex"),
    imported=r"\bre2\b|\bre2js\b|escape-?string-?regexp|escapeRegExp|lodash\.escaperegexp|safe-regex",
)
_PROTOTYPE = Interface(
    names=(
        ("safe deep clean", "merge assign set clone extend"),
        ("is", "safe allowed forbidden plain"),
    ),
    calls=("Object.create(null)", "hasOwnProperty", "hasOwn(", "__proto__", "new Map("),
    packages=("lodash", "deepmerge", "defu"),
    imported=r"\bdeepmerge\b|\bdefu\b|lodash",
    strict=r"Object\.create\(null\)|__proto__|new Map\(|prototype",
)
_ASSIGN = Interface(
    names=(
        ("pick permit allow only filter strong", "field param key attr propert"),
        ("update apply", "fields allowed"),
        ("pick", ""),
        ("valid", "body payload input data form"),
    ),
    calls=("ALLOWED", "allowed", "EDITABLE", "pick(", "model_validate(", "cleaned_data", "fields="),
    packages=("pydantic", "marshmallow", "lodash", "zod", "joi", "ajv", "wtforms"),
    imported=r"\bpydantic\b|\bmarshmallow\b|\bzod\b|\bjoi\b|\bajv\b|\bwtforms\b|lodash\.pick",
)
_SIGNATURE = Interface(
    names=(
        ("verif decode check valid", "token jwt signature hmac webhook digest"),
        ("compare", "digest"),
        ("constant", "time"),
    ),
    calls=("jwt.decode(", "jwt.verify(", "compare_digest(", "timingSafeEqual(", "algorithms=", "algorithms:",
           ".unsign(", "jwtVerify("),
    packages=("pyjwt", "python-jose", "authlib", "itsdangerous", "jsonwebtoken", "jose", "cryptography"),
    imported=r"compare_digest|timingSafeEqual|itsdangerous|constant_time_compare|jwtVerify",
    strict=r"algorithms|compare_digest|timingSafeEqual|unsign|jwtVerify",
)  # fmt: skip
_TLS = Interface(
    names=(("make create get build new tls ssl http", "session client context agent transport"),),
    calls=(
        "create_default_context(",
        "certifi.where(",
        "CERT_REQUIRED",
        "rejectUnauthorized: true",
        "cafile=",
    ),
    packages=("certifi", "truststore"),
    imported=r"\bcertifi\b|\btruststore\b|create_default_context",
    telling=False,
)
_ERRORS = Interface(
    names=(
        ("error problem failure exception", "response page json handler answer reply"),
        ("handle report render send", "error exception failure"),
        ("api", "error abort"),
    ),
    calls=("errorhandler(", "exception_handler(", "logger.exception(", "logging.exception(", "log.exception(",
           "logger.error(", "err, req, res, next"),
    packages=("sentry-sdk", "@sentry/node"),
    strict=r"errorhandler|exception_handler|\.exception\(|logger\.error|err, req, res, next",
)  # fmt: skip
_TEMPORARY = Interface(
    names=(
        ("temp tmp scratch", "file dir folder path name"),
        ("make new create", "temp tmp"),
    ),
    calls=("NamedTemporaryFile(", "TemporaryDirectory(", "mkstemp(", "mkdtemp(", "mkdtempSync("),
    packages=("tmp", "tmp-promise", "tempy"),
    imported=r"\btempfile\b|\bmkdtemp(Sync)?\b|\btempy\b",
)
_CSV = Interface(
    names=(
        ("safe escape sanitiz sanitis clean quote neutral", "cell csv field row formula"),
        ("cell csv", "safe escape"),
    ),
    calls=('"=+-@', "'=+-@", '("=", ', "['=', '", "/^[=+"),
)
_LOG = Interface(
    names=(
        ("safe clean sanitiz sanitis redact mask scrub escape", "log header line secret"),
        ("log", "safe clean"),
        ("redact", ""),
    ),
    calls=('replace("\\n"', "replace('\\n'", "splitlines()", "[\\r\\n]", "REDACTED", "redact("),
    packages=("structlog", "pino"),
)
_ACCESS = Interface(
    names=(
        ("login auth permission role admin owner csrf scope", "required check guard only protect"),
        ("require ensure check has can is", "login logged auth permission role admin owner access csrf"),
    ),
    calls=("login_required", "permission_required", "abort(403", "has_perm(", "PermissionDenied",
           "csrf_protect",
           "isAuthenticated", "status(403", "Depends("),
    packages=("flask-login", "flask-wtf", "passport", "csurf", "csrf-csrf"),
    imported=r"login_required|permission_required|csrf_protect|flask_login|\bpassport\b",
)  # fmt: skip
_COOKIE = Interface(
    names=(("set make send write", "cookie session"),),
    calls=("set_cookie(", "httponly=True", "httpOnly: true", "SESSION_COOKIE"),
    strict=r"(?i)httponly|secure",
    telling=False,
)
_QUOTED = Interface(
    names=(("escape quote encode sanitiz sanitis", "ldap xpath filter dn"),),
    calls=("escape_filter_chars(", "escape_dn_chars(", "etree.XPath("),
    packages=("ldap3", "python-ldap"),
    imported=r"escape_filter_chars|escape_dn_chars",
)

BY_CWE: tuple[tuple[str, Interface], ...] = (
    ("22 23 36 59 73 434 409", _PATH),
    ("79 80 83 116 1021", _HTML),
    ("89 564 943", _SQL),
    ("74 77 78 88", _COMMAND),
    ("94 95 96 1336", _CODE),
    ("601", _REDIRECT),
    ("918 441", _FETCH),
    ("502", _LOADING),
    ("256 257 261 326 327 328 522 759 760 916", _HASH),
    ("330 331 335 338 340 1241", _RANDOM),
    ("259 321 522 547 798 489", _CONFIG),
    ("611 776 827", _XML),
    ("400 625 730 1333", _REGEX),
    ("1321", _PROTOTYPE),
    ("915", _ASSIGN),
    ("208 287 345 347 385", _SIGNATURE),
    ("295 297 319 322", _TLS),
    ("200 209 215 497", _ERRORS),
    ("377 379 378", _TEMPORARY),
    ("1236", _CSV),
    ("93 113 117 532", _LOG),
    ("285 306 352 639 862 863", _ACCESS),
    ("614 1004 1275", _COOKIE),
    ("90 91 643", _QUOTED),
)
