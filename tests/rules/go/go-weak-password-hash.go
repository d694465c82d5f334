package accounts

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/scrypt"
)

func hash(password string) string {
	// ruleid: go-weak-password-hash
	sum := sha256.Sum256([]byte(password))
	return hex.EncodeToString(sum[:])
}

func salted(user *user, salt string) []byte {
	h := md5.New()
	// ruleid: go-weak-password-hash
	io.WriteString(h, user.Password+salt)
	return h.Sum(nil)
}

func slow(password string) ([]byte, error) {
	// ok: go-weak-password-hash
	return bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
}

func long(password string) ([]byte, error) {
	// ok: go-weak-password-hash
	sum := sha256.Sum256([]byte(password))
	return bcrypt.GenerateFromPassword(sum[:], bcrypt.DefaultCost)
}

func derived(password string) ([]byte, error) {
	// ok: go-weak-password-hash
	salt := sha256.Sum256([]byte(password))
	return scrypt.Key([]byte(password), salt[:], 16384, 8, 1, 32)
}

func stretched(password string) ([]byte, error) {
	// ok: go-weak-password-hash
	seed := sha256.Sum256([]byte(password))
	return scrypt.Key(seed[:], []byte("shop"), 16384, 8, 1, 32)
}

func checksum(content []byte) [32]byte {
	// ok: go-weak-password-hash
	return sha256.Sum256(content)
}

func key(passwordResetToken string) [32]byte {
	// ok: go-weak-password-hash
	return sha256.Sum256([]byte(passwordResetToken))
}
