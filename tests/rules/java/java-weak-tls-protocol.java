import javax.net.ssl.SSLContext;

class Contexts {
    SSLContext old() throws Exception {
        // ruleid: java-weak-tls-protocol
        return SSLContext.getInstance("SSL");
    }

    SSLContext first() throws Exception {
        // ruleid: java-weak-tls-protocol
        SSLContext context = SSLContext.getInstance("TLSv1", "SunJSSE");
        context.init(null, null, null);
        return context;
    }

    SSLContext open() throws Exception {
        // ok: java-weak-tls-protocol
        return SSLContext.getInstance("TLS");
    }

    SSLContext fixed() throws Exception {
        // ok: java-weak-tls-protocol
        return SSLContext.getInstance("TLSv1.3");
    }

    SSLContext configured(String protocol) throws Exception {
        // ok: java-weak-tls-protocol
        return SSLContext.getInstance(protocol);
    }
}
