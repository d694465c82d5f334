package archive

import (
	"archive/tar"
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func unzip(reader *zip.Reader, folder string) error {
	for _, file := range reader.File {
		target := filepath.Join(folder, file.Name)
		// ruleid: go-archive-entry-path
		out, err := os.Create(target)
		if err != nil {
			return err
		}
		out.Close()
	}
	return nil
}

func untar(reader *tar.Reader, folder string) error {
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return nil
		}
		// ruleid: go-archive-entry-path
		if err := os.MkdirAll(filepath.Join(folder, header.Name), 0o755); err != nil {
			return err
		}
	}
}

func unzipLocal(reader *zip.Reader, folder string) error {
	for _, file := range reader.File {
		if !filepath.IsLocal(file.Name) {
			return fmt.Errorf("entry outside of the folder: %q", file.Name)
		}
		// ok: go-archive-entry-path
		out, err := os.Create(filepath.Join(folder, file.Name))
		if err != nil {
			return err
		}
		out.Close()
	}
	return nil
}

func unzipCompared(reader *zip.Reader, folder string) error {
	for _, file := range reader.File {
		target := filepath.Join(folder, file.Name)
		if !strings.HasPrefix(target, filepath.Clean(folder)+string(os.PathSeparator)) {
			return fmt.Errorf("entry outside of the folder: %q", file.Name)
		}
		// ok: go-archive-entry-path
		out, err := os.Create(target)
		if err != nil {
			return err
		}
		out.Close()
	}
	return nil
}

func flat(file *zip.File, folder string) (*os.File, error) {
	// ok: go-archive-entry-path
	return os.Create(filepath.Join(folder, filepath.Base(file.Name)))
}
