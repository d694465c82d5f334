package passwords

import "golang.org/x/crypto/bcrypt"

func quick(password string) ([]byte, error) {
	// ruleid: go-bcrypt-low-cost
	return bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
}

func number(password []byte) ([]byte, error) {
	// ruleid: go-bcrypt-low-cost
	return bcrypt.GenerateFromPassword(password, 6)
}

func usual(password string) ([]byte, error) {
	// ok: go-bcrypt-low-cost
	return bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
}

func strong(password string) ([]byte, error) {
	// ok: go-bcrypt-low-cost
	return bcrypt.GenerateFromPassword([]byte(password), 12)
}

func given(password string, cost int) ([]byte, error) {
	// ok: go-bcrypt-low-cost
	return bcrypt.GenerateFromPassword([]byte(password), cost)
}
