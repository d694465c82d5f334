package tokens

import "github.com/golang-jwt/jwt/v5"

func subject(text string) (string, error) {
	claims := jwt.MapClaims{}
	// ruleid: go-jwt-unverified
	if _, _, err := jwt.NewParser().ParseUnverified(text, claims); err != nil {
		return "", err
	}
	return claims.GetSubject()
}

func none(text string) (*jwt.Token, error) {
	return jwt.Parse(text, func(token *jwt.Token) (any, error) {
		// ruleid: go-jwt-unverified
		return jwt.UnsafeAllowNoneSignatureType, nil
	})
}

func verified(text string, key []byte) (*jwt.Token, error) {
	// ok: go-jwt-unverified
	return jwt.Parse(text, func(token *jwt.Token) (any, error) {
		return key, nil
	}, jwt.WithValidMethods([]string{"HS256"}))
}

func claims(text string, key []byte) (*jwt.Token, error) {
	claims := &jwt.RegisteredClaims{}
	// ok: go-jwt-unverified
	return jwt.ParseWithClaims(text, claims, func(token *jwt.Token) (any, error) { return key, nil })
}
