"""The syntax gate on imports of Go and Java."""

from __future__ import annotations

import time

import pytest

from agent.domain import Source
from agent.gates.imports.go import imports_of as go_imports
from agent.gates.imports.go_names import STANDARD
from agent.gates.imports.java_manifests import java_groups
from agent.gates.imports.tree import PatchedTree
from agent.gates.syntax import syntax
from agent.gates.trial import Answer
from agent.verdict import Status
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

GO = MemorySnapshot(
    {
        "go.mod": "module example.com/shop // ours\n\ngo 1.22\n\nrequire github.com/gorilla/mux v1.8.1\n\n"
        "require (\n\tgolang.org/x/crypto v0.21.0\n\tgopkg.in/yaml.v3 v3.0.1 // indirect\n)\n\n"
        "replace github.com/gorilla/mux => ../mux\n",
        "main.go": "package main\n",
        "db/conn.go": "package db\n",
        "tools/go.mod": "module example.com/shop/tools\n",
        "tools/gen/gen.go": "package gen\n",
        "legacy/old.go": 'package legacy\n\nimport "ancient.org/lib"\n',
    }
)


def go(path: str) -> Answer:
    source = f'package main\n\nimport (\n\t"{path}"\n)\n'
    return syntax(trial_of(GO, [GO.change("main.go", source)]))


@pytest.mark.parametrize(
    "path",
    [
        "fmt",
        "crypto/subtle",
        "html/template",
        "math/rand/v2",
        "C",
        "example.com/shop",
        "example.com/shop/db",
        "example.com/shop/tools/gen",
        "github.com/gorilla/mux",
        "golang.org/x/crypto/bcrypt",
        "gopkg.in/yaml.v3",
        "ancient.org/lib",
    ],
)
def test_a_go_import_that_leads_somewhere_passes(path: str) -> None:
    answer = go(path)
    assert answer.status is Status.PASSED, answer.detail


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("crypto/bcrypt", "`crypto/bcrypt`, which Go's standard library does not have"),
        ("safehtml", "`safehtml`, which Go's standard library does not have"),
        ("example.com/shop/nothing", "this repository has no such package"),
        ("github.com/gorilla/csrf", "neither standard library, below a module that go.mod requires"),
        ("github.com/gorilla/muxer", "`github.com/gorilla/muxer`"),
        ("go.invented.dev/escape", "`go.invented.dev/escape`"),
    ],
)
def test_an_invented_go_package_fails_and_is_named(path: str, words: str) -> None:
    answer = go(path)
    assert answer.status is Status.FAILED
    assert words in answer.detail


def test_every_form_of_a_go_import_is_read() -> None:
    source = b'package a\nimport "a"\nimport (\n x "b/c"\n _ `d.e/f`\n . "g"\n)\nvar s = "import"\n'
    assert go_imports(source) == {"a", "b/c", "d.e/f", "g"}


def test_the_standard_library_of_go_is_no_place_for_hosts() -> None:
    assert not [name for name in STANDARD if "." in name.split("/")[0]]


POM = """<project><parent><groupId>com.parent</groupId></parent>
<dependencies>
  <!-- <dependency><groupId>com.commented</groupId></dependency> -->
  <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>
  <dependency><groupId>org.apache.commons</groupId><artifactId>commons-lang3</artifactId>
    <exclusions><exclusion><groupId>com.excluded</groupId></exclusion></exclusions></dependency>
  <dependency><groupId>com.google.guava</groupId><artifactId>guava</artifactId></dependency>
  <dependency><groupId>commons-io</groupId><artifactId>commons-io</artifactId></dependency>
</dependencies>
<build><plugins><plugin><groupId>com.plugin</groupId></plugin></plugins></build></project>"""
JAVA = MemorySnapshot(
    {
        "pom.xml": POM,
        "src/main/java/com/shop/App.java": "package com.shop;\n\nclass App {}\n",
        "src/main/java/com/shop/db/Conn.java": "package com.shop.db;\n\npublic class Conn { class Inner {} }\nclass Row {}\n",
        "src/main/java/com/shop/Old.java": "package com.shop;\n\nimport net.ancient.Lib;\n\nclass Old {}\n",
        "src/main/java/com/shop/Q.java": "package com.shop;\n\nimport com.shop.db.QConn;\n\nclass Q {}\n",
    }
)


def java(wanted: str, snapshot: MemorySnapshot = JAVA) -> Answer:
    source = f"package com.shop;\n\nimport {wanted};\n\nclass App {{}}\n"
    return syntax(trial_of(snapshot, [snapshot.change("src/main/java/com/shop/App.java", source)]))


@pytest.mark.parametrize(
    "wanted",
    [
        "java.util.List",
        "java.nio.file.*",
        "static java.util.Objects.requireNonNull",
        "javax.xml.parsers.DocumentBuilderFactory",
        "org.xml.sax.InputSource",
        "com.shop.db.Conn",
        "com.shop.db.Conn.Inner",
        "com.shop.db.Row",
        "com.shop.db.*",
        "com.shop.db.QConn",
        "static com.shop.db.Conn.open",
        "org.springframework.web.util.HtmlUtils",
        "org.slf4j.Logger",
        "org.apache.commons.lang3.StringUtils",
        "org.apache.commons.io.FilenameUtils",
        "com.google.common.html.HtmlEscapers",
        "net.ancient.Lib",
        "net.ancient.Other",
    ],
)
def test_a_java_import_that_leads_somewhere_passes(wanted: str) -> None:
    answer = java(wanted)
    assert answer.status is Status.PASSED, answer.detail


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("com.foo.bar.Safe", "`com.foo.bar` belongs to no declared dependency"),
        ("org.owasp.encoder.Encode", "`org.owasp.encoder` belongs to no declared dependency"),
        ("org.apache.shiro.crypto.hash.Sha256Hash", "`org.apache.shiro.crypto.hash` belongs to no"),
        ("com.google.inject.Inject", "belongs to no declared dependency"),
        ("com.commented.X", "belongs to no declared dependency"),
        ("com.excluded.X", "belongs to no declared dependency"),
        ("com.plugin.X", "belongs to no declared dependency"),
        ("java.secure.Hash", "which Java does not have"),
        ("com.shop.db.Invented", "this repository has no such class"),
    ],
)
def test_an_invented_java_class_fails_and_is_named(wanted: str, words: str) -> None:
    answer = java(wanted)
    assert answer.status is Status.FAILED
    assert words in answer.detail


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (
            "build.gradle",
            "group = 'com.own'\ndependencies {\n  implementation 'io.jsonwebtoken:jjwt-api:0.12.5'\n}\n",
        ),
        (
            "build.gradle.kts",
            'dependencies { implementation(platform("io.jsonwebtoken:jjwt-api:0.12.5")) }\n',
        ),
        ("app/build.gradle", "dependencies { compile group: 'io.jsonwebtoken', name: 'jjwt-api' }\n"),
        (
            "gradle/libs.versions.toml",
            '[libraries]\njwt = { module = "io.jsonwebtoken:jjwt-api", version = "1" }\n',
        ),
        (
            "gradle/libs.versions.toml",
            '[libraries]\njwt = { group = "io.jsonwebtoken", name = "jjwt-api" }\n',
        ),
    ],
)
def test_what_gradle_declares_may_be_imported(path: str, content: str) -> None:
    snapshot = MemorySnapshot({path: content, "src/main/java/com/shop/App.java": "class App {}\n"})
    assert "io.jsonwebtoken" in java_groups(PatchedTree(snapshot))
    assert "com.own" not in java_groups(PatchedTree(snapshot))
    assert java("io.jsonwebtoken.Jwts", snapshot).status is Status.PASSED
    assert java("io.jsonwebtokens.Jwts", snapshot).status is Status.FAILED


def test_only_a_person_may_declare_a_dependency_in_the_same_patch() -> None:
    added = GO.files["go.mod"] + b"require github.com/gorilla/csrf v1.7.2\n"
    changes = [
        GO.change("go.mod", added),
        GO.change("main.go", 'package main\n\nimport "github.com/gorilla/csrf"\n'),
    ]
    assert syntax(trial_of(GO, changes, source=Source.HUMAN)).status is Status.PASSED
    assert syntax(trial_of(GO, changes, source=Source.MODEL)).status is Status.FAILED


@pytest.mark.parametrize("source", [b"\xff\xfe", b"import", b"import (((", b"\0" * 50])
@pytest.mark.parametrize("path", ["main.go", "src/main/java/com/shop/App.java"])
def test_hostile_bytes_do_not_crash(path: str, source: bytes) -> None:
    snapshot = GO if path.endswith(".go") else JAVA
    assert syntax(trial_of(snapshot, [snapshot.change(path, source)])).status is Status.FAILED


@pytest.mark.parametrize(
    "content",
    [
        b"<dependency>" * 20_000,
        b"\xff" * 100,
        b"'a:" * 50_000,
        b"<!--" * 50_000,
        b"group" * 50_000,
        b"\n" * 100_000,
        b'"paths":{' * 50_000,
    ],
)
def test_a_hostile_manifest_costs_little_and_declares_nothing(content: bytes) -> None:
    files = {"pom.xml": content, "build.gradle": content, "go.mod": content, "tsconfig.json": content}
    begun = time.monotonic()
    assert java_groups(PatchedTree(MemorySnapshot(files))) == frozenset()
    source = 'import x from "y";\n'
    snapshot = MemorySnapshot(files | {"a.js": "", "a.go": ""})
    syntax(
        trial_of(
            snapshot,
            [snapshot.change("a.js", source), snapshot.change("a.go", 'package a\nimport "x.y/z"\n')],
        )
    )
    assert time.monotonic() - begun < 10
