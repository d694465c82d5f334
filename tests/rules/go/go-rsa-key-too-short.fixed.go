package keys

import (
	"crypto/rand"
	"crypto/rsa"
)

func small() (*rsa.PrivateKey, error) {
	// ruleid: go-rsa-key-too-short
	return rsa.GenerateKey(rand.Reader, 2048)
}

func tiny() (*rsa.PrivateKey, error) {
	// ruleid: go-rsa-key-too-short
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	return key, err
}

func usual() (*rsa.PrivateKey, error) {
	// ok: go-rsa-key-too-short
	return rsa.GenerateKey(rand.Reader, 2048)
}

func large() (*rsa.PrivateKey, error) {
	// ok: go-rsa-key-too-short
	return rsa.GenerateKey(rand.Reader, 4096)
}

func given(bits int) (*rsa.PrivateKey, error) {
	// ok: go-rsa-key-too-short
	return rsa.GenerateKey(rand.Reader, bits)
}
