package export

import (
	"os"
	"path/filepath"
)

func dump(data []byte) error {
	// ruleid: go-predictable-temp-file
	return os.WriteFile("/tmp/shop-export.csv", data, 0o600)
}

func lock() (*os.File, error) {
	// ruleid: go-predictable-temp-file
	return os.Create(filepath.Join(os.TempDir(), "shop.lock"))
}

func made(data []byte) (string, error) {
	// ok: go-predictable-temp-file
	file, err := os.CreateTemp("", "shop-export-*.csv")
	if err != nil {
		return "", err
	}
	defer file.Close()
	_, err = file.Write(data)
	return file.Name(), err
}

func exclusive() (*os.File, error) {
	// ok: go-predictable-temp-file
	return os.OpenFile("/tmp/shop.pid", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func own(data []byte) error {
	// ok: go-predictable-temp-file
	return os.WriteFile("/var/lib/shop/state", data, 0o600)
}
