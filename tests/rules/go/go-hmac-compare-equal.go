package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

func checked(body, key []byte, signature string) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	expected := hex.EncodeToString(mac.Sum(nil))
	// ruleid: go-hmac-compare-equal
	return signature == expected
}

func inline(body, key []byte, signature string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	// ruleid: go-hmac-compare-equal
	if base64.StdEncoding.EncodeToString(mac.Sum(nil)) == signature {
		return "one"
	}
	return "other"
}

func prefixed(body, key []byte, signature string) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	expected := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	// ruleid: go-hmac-compare-equal
	return expected == signature
}

func steady(body, key []byte, signature string) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	expected := hex.EncodeToString(mac.Sum(nil))
	// ok: go-hmac-compare-equal
	return hmac.Equal([]byte(expected), []byte(signature))
}

func content(data []byte, checksum string) bool {
	sum := sha256.Sum256(data)
	actual := hex.EncodeToString(sum[:])
	// ok: go-hmac-compare-equal
	return actual == checksum
}

func missing(body, key []byte, signature string) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	// ok: go-hmac-compare-equal
	return signature == ""
}

func hidden(key, body []byte, given string) bool {
	hmac := hmac.New(sha256.New, key)
	hmac.Write(body)
	expected := hex.EncodeToString(hmac.Sum(nil))
	// todoruleid: go-hmac-compare-equal
	return expected == given
}
