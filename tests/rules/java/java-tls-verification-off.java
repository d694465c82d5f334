import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509TrustManager;
import org.apache.http.conn.ssl.DefaultHostnameVerifier;
import org.apache.http.conn.ssl.NoopHostnameVerifier;
import org.apache.http.impl.client.HttpClients;

class Clients {
    static class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        // ruleid: java-tls-verification-off
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    static class AnyHost implements HostnameVerifier {
        // ruleid: java-tls-verification-off
        @Override
        public boolean verify(String hostname, SSLSession session) {
            return true;
        }
    }

    void lambda(HttpsURLConnection connection) {
        // ruleid: java-tls-verification-off
        connection.setHostnameVerifier((host, session) -> true);
    }

    Object noop() {
        // ruleid: java-tls-verification-off
        return HttpClients.custom().setSSLHostnameVerifier(NoopHostnameVerifier.INSTANCE).build();
    }

    Object checked() {
        // ok: java-tls-verification-off
        return HttpClients.custom().setSSLHostnameVerifier(new DefaultHostnameVerifier()).build();
    }

    void narrow(HttpsURLConnection connection) {
        // ok: java-tls-verification-off
        connection.setHostnameVerifier((host, session) -> "api.example.com".equals(host));
    }

    static class Pinned implements X509TrustManager {
        private X509TrustManager platform;
        private X509Certificate pinned;

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        // ok: java-tls-verification-off
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            platform.checkServerTrusted(chain, authType);
            if (!chain[0].equals(pinned)) {
                throw new CertificateException("unexpected certificate");
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return platform.getAcceptedIssuers();
        }
    }
}
