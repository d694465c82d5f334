package client

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
)

func open() *http.Client {
	return &http.Client{Transport: &http.Transport{
		// ruleid: go-tls-verification-off
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}}
}

func named(host string) *tls.Config {
	return &tls.Config{
		ServerName: host,
		// ruleid: go-tls-verification-off
		InsecureSkipVerify: true, // the certificate is our own
		MinVersion:         tls.VersionTLS12,
	}
}

func trusted(pool *x509.CertPool) *tls.Config {
	// ok: go-tls-verification-off
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

func asked(insecure bool) *tls.Config {
	// ok: go-tls-verification-off
	return &tls.Config{InsecureSkipVerify: insecure}
}

func pinned(check func([][]byte, [][]*x509.Certificate) error) *tls.Config {
	// ok: go-tls-verification-off
	return &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: check}
}

func chosen(settings settings) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if settings.Insecure {
		// ok: go-tls-verification-off
		config = &tls.Config{InsecureSkipVerify: true}
	}
	return config
}
