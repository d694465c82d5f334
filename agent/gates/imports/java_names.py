"""Which Java packages belong to whom: the platform's, and those whose group is called otherwise."""

from __future__ import annotations

_JAVA = "applet awt beans io lang math net nio rmi security sql text time util"
PLATFORM = (
    *(f"java.{name}" for name in _JAVA.split()),
    "javax",
    "jdk",
    "com.sun.management",
    "com.sun.net.httpserver",
    "com.sun.nio.sctp",
    "com.sun.security",
    "com.sun.source",
    "com.sun.tools",
    "org.ietf.jgss",
    "org.w3c.dom",
    "org.xml.sax",
    "sun.misc",
    "sun.reflect",
)
"""Packages that come with Java, with all below them."""

_OWNERS = "apache codehaus eclipse glassfish owasp"
UMBRELLAS = frozenset(
    (*(f"org.{name}" for name in _OWNERS.split()), "com.github", "com.google", "com.microsoft", "io.github")
)
"""Owners of many projects: sharing these two segments of a name means nothing."""

_SPRING = (
    "org.springframework",
    "jakarta",
    "org.slf4j",
    "ch.qos.logback",
    "com.fasterxml.jackson",
    "org.apache.catalina",
    "org.apache.tomcat",
    "org.hibernate",
    "org.yaml.snakeyaml",
    "org.junit",
    "org.mockito",
    "org.assertj",
    "org.hamcrest",
    "com.jayway.jsonpath",
    "com.zaxxer.hikari",
    "io.micrometer",
    "org.thymeleaf",
)
GROUPS: dict[str, tuple[str, ...]] = {
    "antlr": ("antlr",),
    "ch.qos.logback": ("org.slf4j",),
    "cglib": ("net.sf.cglib",),
    "com.google.code.findbugs": ("javax.annotation", "edu.umd.cs.findbugs"),
    "com.google.code.gson": ("com.google.gson",),
    "com.google.guava": ("com.google.common", "com.google.thirdparty"),
    "com.google.protobuf": ("com.google.protobuf",),
    "com.h2database": ("org.h2",),
    "com.mysql": ("com.mysql",),
    "com.squareup.okhttp3": ("okhttp3", "okio"),
    "com.squareup.okio": ("okio",),
    "com.squareup.retrofit2": ("retrofit2", "okhttp3"),
    "commons-beanutils": ("org.apache.commons.beanutils",),
    "commons-codec": ("org.apache.commons.codec",),
    "commons-collections": ("org.apache.commons.collections",),
    "commons-fileupload": ("org.apache.commons.fileupload",),
    "commons-io": ("org.apache.commons.io",),
    "commons-lang": ("org.apache.commons.lang",),
    "commons-logging": ("org.apache.commons.logging",),
    "dom4j": ("org.dom4j",),
    "io.projectreactor": ("reactor",),
    "javax.servlet": ("javax.servlet",),
    "jaxen": ("org.jaxen",),
    "joda-time": ("org.joda.time",),
    "junit": ("junit", "org.junit", "org.hamcrest"),
    "log4j": ("org.apache.log4j",),
    "mysql": ("com.mysql",),
    "net.java.dev.jna": ("com.sun.jna",),
    "org.apache.ant": ("org.apache.tools.ant",),
    "org.apache.httpcomponents": ("org.apache.http",),
    "org.apache.httpcomponents.client5": ("org.apache.hc",),
    "org.apache.httpcomponents.core5": ("org.apache.hc",),
    "org.apache.logging.log4j": ("org.apache.logging", "org.slf4j"),
    "org.apache.tomcat.embed": ("org.apache.catalina", "org.apache.coyote", "jakarta"),
    "org.bouncycastle": ("org.bouncycastle",),
    "org.codehaus.groovy": ("groovy", "org.codehaus.groovy"),
    "org.codehaus.jackson": ("org.codehaus.jackson",),
    "org.freemarker": ("freemarker",),
    "org.glassfish.jersey.core": ("org.glassfish.jersey", "jakarta.ws"),
    "org.jetbrains.kotlin": ("kotlin",),
    "org.owasp.encoder": ("org.owasp.encoder",),
    "org.postgresql": ("org.postgresql",),
    "org.projectlombok": ("lombok",),
    "org.springframework": _SPRING[:1],
    "org.springframework.boot": _SPRING,
    "org.xerial": ("org.sqlite",),
    "org.yaml": ("org.yaml.snakeyaml",),
    "redis.clients": ("redis.clients",),
    "xerces": ("org.apache.xerces",),
}
"""Maven group to packages that come with it, where the two differ or more come along."""
