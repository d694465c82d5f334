package signing

import (
	"crypto/hmac"
	"crypto/sha256"
	"os"

	"github.com/golang-jwt/jwt/v5"
	"github.com/gorilla/sessions"
)

var jwtKey = []byte("k4Jd82jKslq0Zmx7wPqa")

// ruleid: go-hardcoded-secret
var store = sessions.NewCookieStore([]byte("very-secret-value"))

func token(claims jwt.Claims) (string, error) {
	// ruleid: go-hardcoded-secret
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(jwtKey)
}

func sign(body []byte) []byte {
	// ruleid: go-hardcoded-secret
	mac := hmac.New(sha256.New, []byte("k4Jd82jKslq0Zmx7wPqa"))
	mac.Write(body)
	return mac.Sum(nil)
}

func environment(claims jwt.Claims) (string, error) {
	// ok: go-hardcoded-secret
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(os.Getenv("JWT_KEY")))
}

func given(key, body []byte) []byte {
	// ok: go-hardcoded-secret
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return mac.Sum(nil)
}

func load(path string) (*sessions.CookieStore, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	// ok: go-hardcoded-secret
	return sessions.NewCookieStore(key), nil
}
