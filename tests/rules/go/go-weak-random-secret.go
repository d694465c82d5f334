package tokens

import (
	"fmt"
	"math/rand"
	"time"
)

const letters = "abcdefghijklmnopqrstuvwxyz0123456789"

func generateToken(length int) string {
	text := make([]byte, length)
	for i := range text {
		// ruleid: go-weak-random-secret
		text[i] = letters[rand.Intn(len(letters))]
	}
	return string(text)
}

func mail(address string) string {
	// ruleid: go-weak-random-secret
	otp := fmt.Sprintf("%06d", rand.Intn(1000000))
	return address + ": " + otp
}

func newSecret(source secretSource) (string, error) {
	// ok: go-weak-random-secret
	return source.Read(32)
}

func backoff(attempt int) time.Duration {
	// ok: go-weak-random-secret
	return time.Duration(rand.Intn(100*attempt)) * time.Millisecond
}

func shuffle(tokens []string) {
	// ok: go-weak-random-secret
	rand.Shuffle(len(tokens), func(i, j int) { tokens[i], tokens[j] = tokens[j], tokens[i] })
}
