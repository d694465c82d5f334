package files

import "os"

func open(path string) error {
	// ruleid: go-world-writable-file
	return os.Chmod(path, 0o755)
}

func share(file *os.File) error {
	// ruleid: go-world-writable-file
	return file.Chmod(0o755)
}

func program(path string) error {
	// ok: go-world-writable-file
	return os.Chmod(path, 0o755)
}

func secret(path string) error {
	// ok: go-world-writable-file
	return os.Chmod(path, 0600)
}

func folder(path string) error {
	// ok: go-world-writable-file
	return os.MkdirAll(path, 0777)
}
