"""Go and Java before and after a rule's own safe fix: one program for each language tries all its rules."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.rulebook import apply_fixes
from tests.test_rule_fixes_languages import TEXTS, Answers, decided, need, ran


def _packages(table: dict[str, tuple[str, str]], end: str, folder: Path) -> dict[str, str]:
    """For each rule one package with its code before the fix and one after, and a trial of it in both."""
    made = {}
    (folder / "_fixes").mkdir()
    for number, (rule, (source, trial)) in enumerate(table.items()):
        for name in (f"before{number}", f"after{number}"):
            head = f"package {name}{';' if end == 'java' else ''}\n"
            text = head + source
            if name.startswith("after"):
                text = apply_fixes(rule, text, folder / "_fixes")
            (folder / name).mkdir()
            (folder / name / f"Subject.{end}").write_text(text, "utf-8")
            (folder / name / f"Trial.{end}").write_text(head + trial, "utf-8")
            made[name] = text
    return made


def _answers(rules: Iterable[str], said: list[Any], made: dict[str, str]) -> dict[str, Answers]:
    return dict(zip(rules, zip(said[::2], said[1::2], list(made.values())[1::2], strict=True), strict=True))


def _braced(texts: list[str]) -> str:
    """The texts as an array of Go or Java."""
    return "{" + ", ".join(map(json.dumps, texts)) + "}"


# Go: one program, in which each rule has a package before and a package after its fix.
GO_HMAC = """
import ("crypto/hmac"; "crypto/sha256"; "encoding/hex"; "fmt")
func plain(body, given string) bool {
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write([]byte(body))
	expected := fmt.Sprintf("%x", mac.Sum(nil))
	if body != "" && given SIGN expected {
		return true
	}
	return false
}
func direct(body string, headers map[string]string) bool {
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil)) SIGN headers["signature"]
}
"""
GO_HMAC_TRIAL = """
func Trial() (all []any) {
	for _, given := range TEXTS {
		all = append(all, plain("body", given), direct("body", map[string]string{"signature": given}))
	}
	return
}
""".replace("TEXTS", f"[]string{_braced(TEXTS)}")
GO_INT = """
import "strconv"
type item struct{ count int16 }
func amount(text string) (int32, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, err
	}
	return int32(number), nil
}
func (i *item) read(text string) error {
	count, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return err
	}
	i.count = int16(count)
	return nil
}
"""
FITTING = ["0", "12", "+7", "-1", "007", "32767", "-32768", "", "x", "1.5", "0x10", " 1", "9" * 30]
TOO_LARGE = ["4294967297", "-4294967295", "2147483648"]
GO_INT_TRIAL = """
func Trial() (all []any) {
	for _, text := range TEXTS {
		number, err := amount(text)
		small := item{}
		all = append(all, []any{number, err != nil, small.read(text) != nil, small.count})
	}
	return
}
""".replace("TEXTS", f"[]string{_braced(FITTING + TOO_LARGE)}")
GO_RSA = """
import ("crypto/rand"; "crypto/rsa")
func newKey() (*rsa.PrivateKey, error) {
	return rsa.GenerateKey(rand.Reader, 1024)
}
"""
GO_RSA_TRIAL = """
import ("crypto"; "crypto/rsa")
func Trial() []any {
	key, _ := newKey()
	sum := make([]byte, 32)
	signed, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum)
	good := err == nil && rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum, signed) == nil
	return []any{key.N.BitLen(), good}
}
"""
GO_COOKIE = """
import "net/http"
const sessionCookieName = "shop"
func start(w http.ResponseWriter, id string) {
	http.SetCookie(w, &http.Cookie{Name: "session_id", Value: id, HttpOnly: false, Path: "/", MaxAge: 60})
	cookie := http.Cookie{HttpOnly: false,
		Name: sessionCookieName, // one for each shop
		Value: id,
	}
	http.SetCookie(w, &cookie)
	http.SetCookie(w, &http.Cookie{Name: "csrf_token", Value: "t", HttpOnly: false})
}
"""
GO_COOKIE_TRIAL = """
import ("net/http"; "net/http/cookiejar"; "net/http/httptest")
func Trial() []any {
	sent := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = len(r.Cookies())
		start(w, "1234")
	}))
	defer server.Close()
	jar, _ := cookiejar.New(nil)
	client := http.Client{Jar: jar}
	client.Get(server.URL)
	second, _ := client.Get(server.URL)
	return []any{second.Header.Values("Set-Cookie"), sent}
}
"""
GO = {
    "go-hmac-compare-equal": (GO_HMAC.replace("SIGN", "=="), GO_HMAC_TRIAL),
    "go-hmac-compare-not-equal": (GO_HMAC.replace("SIGN", "!="), GO_HMAC_TRIAL),
    "go-parse-int-too-wide": (GO_INT, GO_INT_TRIAL),
    "go-rsa-key-too-short": (GO_RSA, GO_RSA_TRIAL),
    "go-session-cookie-httponly-off": (GO_COOKIE, GO_COOKIE_TRIAL),
    "go-session-cookie-without-httponly": (GO_COOKIE.replace("HttpOnly: false,", ""), GO_COOKIE_TRIAL),
}


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answers]:
    need("go")
    folder = tmp_path_factory.mktemp("go")
    made = _packages(GO, "go", folder)
    (folder / "go.mod").write_text("module subject\n\ngo 1.19\n")
    lines = ["package main", 'import ("encoding/json"; "os")', *(f'import "subject/{name}"' for name in made)]
    calls = ", ".join(f"{name}.Trial()" for name in made)
    lines += [f"func main() {{ json.NewEncoder(os.Stdout).Encode([]any{{{calls}}}) }}"]
    (folder / "main.go").write_text("\n".join(lines))
    cache = os.environ.get("GOCACHE", str(folder / "_cache"))
    more = {"GOTOOLCHAIN": "local", "GOPROXY": "off", "GODEBUG": "rsa1024min=0", "GOCACHE": cache}
    return _answers(GO, ran(["go", "run", "."], folder, **more), made)


@pytest.mark.parametrize("rule", ["go-hmac-compare-equal", "go-hmac-compare-not-equal"])
def test_go_hmac_fix_decides_as_before(rule: str, go: dict[str, Answers]) -> None:
    before, after, fixed = go[rule]
    assert after == before
    assert after[::2] == after[1::2] == decided(TEXTS, rule)
    assert fixed.count("hmac.Equal([]byte(") == 2


def test_go_number_fix_refuses_what_does_not_fit(go: dict[str, Answers]) -> None:
    before, after, _ = go["go-parse-int-too-wide"]
    assert after[: len(FITTING)] == before[: len(FITTING)]
    assert before[len(FITTING)] == [1, False, False, 1]
    assert after[len(FITTING) :] == [[0, True, True, 0]] * len(TOO_LARGE)


def test_go_rsa_fix_makes_a_longer_key_that_signs(go: dict[str, Answers]) -> None:
    assert go["go-rsa-key-too-short"][:2] == ([1024, True], [2048, True])


@pytest.mark.parametrize("rule", ["go-session-cookie-httponly-off", "go-session-cookie-without-httponly"])
def test_go_cookie_fix_hides_the_session_that_the_server_still_gets(
    rule: str, go: dict[str, Answers]
) -> None:
    before, after, _ = go[rule]
    session, shop, forgery = "session_id=1234; Path=/; Max-Age=60", "shop=1234", "csrf_token=t"
    assert before == [[session, shop, forgery], 3]
    assert after == [[f"{session}; HttpOnly", f"{shop}; HttpOnly", forgery], 3]


# Java: likewise one program; the machine's own encoding is ASCII, and old versions of TLS are allowed.
JAVA_SUBJECT = """
import java.io.*; import java.net.*; import java.nio.charset.*; import java.security.*;
import java.security.interfaces.*; import java.util.*; import java.util.concurrent.*;
import java.util.stream.*; import javax.crypto.*; import javax.crypto.spec.*; import javax.net.ssl.*;
class Subject {CODE}
"""
JAVA_TRIAL = JAVA_SUBJECT.replace(
    "class Subject {CODE}",
    """
public class Trial { public static Object run() throws Exception {
Mac mac = Mac.getInstance("HmacSHA256");
mac.init(new SecretKeySpec("key".getBytes(), "raw"));
byte[] body = "body".getBytes();
List<Object> all = new ArrayList<>();
CODE
return all; } }
""",
)
JAVA_TEXT = """
static boolean genuine(Mac mac, byte[] body, String given) {
    String expected = HexFormat.of().formatHex(mac.doFinal(body));
    return expected.equals(given);
}
static boolean forged(Mac mac, byte[] body, String given) {
    byte[] sum = mac.doFinal(body);
    String expected = new String(sum, StandardCharsets.ISO_8859_1);
    if (!expected.equals(given)) { return true; }
    return false;
}
"""
JAVA_TEXT_TRIAL = """
String raw = new String(mac.doFinal(body), StandardCharsets.ISO_8859_1);
for (String given : new String[] TEXTS) { all.add(Subject.genuine(mac, body, given)); }
for (String given : new String[] {null, raw, raw + "x", "", raw.replaceAll("[^\\\\x00-\\\\x7f]", "\\u00e9")}) {
    all.add(Subject.forged(mac, body, given));
}
all.add(Subject.genuine(mac, body, null));
""".replace("TEXTS", _braced(TEXTS))
JAVA_ARRAYS = """
static boolean genuine(Mac mac, byte[] body, byte[] given) {
    byte[] expected = mac.doFinal(body);
    return Arrays.equals(given, expected);
}
static boolean forged(Mac mac, byte[] body, byte[] given) {
    if (!Arrays.equals(mac.doFinal(body), given)) { return true; }
    return false;
}
"""
JAVA_ARRAYS_TRIAL = """
byte[] sum = mac.doFinal(body), other = sum.clone();
other[31]++;
for (byte[] given : new byte[][] {sum, other, Arrays.copyOf(sum, 31), Arrays.copyOf(sum, 33), {}, null}) {
    all.add(Subject.genuine(mac, body, given));
    all.add(!Subject.forged(mac, body, given));
}
"""
JAVA_RSA = """
static KeyPair newPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    return generator.generateKeyPair();
}
"""
JAVA_RSA_TRIAL = """
KeyPair pair = Subject.newPair();
Signature signature = Signature.getInstance("SHA256withRSA");
signature.initSign(pair.getPrivate());
byte[] signed = signature.sign();
signature.initVerify(pair.getPublic());
all.add(((RSAPublicKey) pair.getPublic()).getModulus().bitLength());
all.add(signature.verify(signed));
"""
JAVA_RANDOM = """
static String createToken() {
    Random random = new Random();
    return random.nextInt() + " " + random.nextInt() + " " + random.nextInt();
}
static String generatePassword(String alphabet, int size) {
    final Random random = new Random();
    StringBuilder text = new StringBuilder();
    random.ints(size, 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
    return text.toString();
}
"""
# The first two numbers tell the state of java.util.Random but for 16 bits, and so the third number.
JAVA_RANDOM_TRIAL = """
int[] seen = Stream.of(Subject.createToken().split(" ")).mapToInt(Integer::parseInt).toArray();
boolean foreseen = false;
for (int low = 0; low < 1 << 16; low++) {
    Random copy = new Random((((long) seen[0] << 16) + low) ^ 0x5DEECE66DL);
    foreseen |= copy.nextInt() == seen[1] && copy.nextInt() == seen[2];
}
all.add(foreseen);
all.add(Subject.generatePassword("abc", 40).matches("[abc]{40}"));
"""
JAVA_TLS = """
static SSLContext context(TrustManager[] trusted) throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1");
    context.init(null, trusted, null);
    return context;
}
"""
JAVA_TLS_TRIAL = """
KeyStore store = KeyStore.getInstance(new File("store"), "secret".toCharArray());
KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
keys.init(store, "secret".toCharArray());
TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
trust.init(store);
SSLContext ours = SSLContext.getInstance("TLS");
ours.init(keys.getKeyManagers(), null, null);
for (String[] offered : new String[][] {{"TLSv1", "TLSv1.2", "TLSv1.3"}, {"TLSv1", "TLSv1.2"}, {"TLSv1"}}) {
    InetAddress here = InetAddress.getLoopbackAddress();
    SSLServerSocket server = (SSLServerSocket) ours.getServerSocketFactory().createServerSocket(0, 1, here);
    server.setEnabledProtocols(offered);
    CompletableFuture.runAsync(() -> {
        try (Socket one = server.accept()) { one.getOutputStream().write(7); } catch (IOException gone) { }
    });
    SSLContext theirs = Subject.context(trust.getTrustManagers());
    SSLSocket client = (SSLSocket) theirs.getSocketFactory().createSocket(here, server.getLocalPort());
    all.add(client.getInputStream().read());
    all.add('"' + client.getSession().getProtocol() + '"');
}
"""
JAVA = {
    "java-hmac-compare-text": (JAVA_TEXT, JAVA_TEXT_TRIAL),
    "java-hmac-compare-arrays": (JAVA_ARRAYS, JAVA_ARRAYS_TRIAL),
    "java-rsa-key-too-short": (JAVA_RSA, JAVA_RSA_TRIAL),
    "java-weak-random-secret": (JAVA_RANDOM, JAVA_RANDOM_TRIAL),
    "java-weak-tls-protocol": (JAVA_TLS, JAVA_TLS_TRIAL),
}


@pytest.fixture(scope="module")
def java(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answers]:
    need("javac", "java", "keytool")
    folder = tmp_path_factory.mktemp("java")
    whole = [
        (JAVA_SUBJECT.replace("CODE", code), JAVA_TRIAL.replace("CODE", trial))
        for code, trial in JAVA.values()
    ]
    made = _packages(dict(zip(JAVA, whole, strict=True)), "java", folder)
    lines = ["class Main { public static void main(String[] arguments) throws Exception {"]
    lines += ['java.security.Security.setProperty("jdk.tls.disabledAlgorithms", "");']
    lines += ["System.out.println(java.util.List.of(", ",".join(f"{name}.Trial.run()" for name in made)]
    (folder / "Main.java").write_text("\n".join([*lines, ")); } }"]))
    key = "-genkeypair -keystore store -storepass secret -alias a -keyalg RSA -dname CN=localhost"
    quick = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    ran(["keytool", *key.split()], folder, **quick)
    ran(["javac", "-proc:none", "-encoding", "UTF-8", "Main.java"], folder, **quick)
    return _answers(JAVA, ran(["java", "-Dfile.encoding=US-ASCII", "Main"], folder, **quick), made)


def test_java_hmac_fixes_decide_as_before(java: dict[str, Answers]) -> None:
    before, after, fixed = java["java-hmac-compare-text"]
    assert after == before == [*decided(TEXTS, "equal"), True, False, True, True, True, False]
    assert fixed.count("MessageDigest.isEqual(") == 2
    before, after, fixed = java["java-hmac-compare-arrays"]
    assert after == before == [True] * 2 + [False] * 10
    assert fixed.count("MessageDigest.isEqual(") == 2


def test_java_fixes_make_keys_and_secrets_that_cannot_be_found_out(java: dict[str, Answers]) -> None:
    assert java["java-rsa-key-too-short"][:2] == ([1024, True], [2048, True])
    before, after, fixed = java["java-weak-random-secret"]
    assert (before, after) == ([True, True], [False, True])
    assert fixed.count("new java.security.SecureRandom()") == 2


def test_java_tls_fix_takes_the_newest_version_and_still_reaches_old_servers(
    java: dict[str, Answers],
) -> None:
    before, after, _ = java["java-weak-tls-protocol"]
    assert before == [7, "TLSv1"] * 3
    assert after == [7, "TLSv1.3", 7, "TLSv1.2", 7, "TLSv1"]
