package server

import "crypto/tls"

func old() *tls.Config {
	return &tls.Config{
		// ruleid: go-tls-old-version
		MinVersion: tls.VersionTLS10,
	}
}

func later() *tls.Config {
	config := &tls.Config{}
	// ruleid: go-tls-old-version
	config.MinVersion = tls.VersionTLS11
	return config
}

func current() *tls.Config {
	// ok: go-tls-old-version
	return &tls.Config{MinVersion: tls.VersionTLS12}
}

func newest() *tls.Config {
	// ok: go-tls-old-version
	return &tls.Config{MinVersion: tls.VersionTLS13}
}

func isOld(state tls.ConnectionState) bool {
	// ok: go-tls-old-version
	return state.Version < tls.VersionTLS11
}
