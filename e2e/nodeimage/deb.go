package nodeimage

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// readDeb calls each for every entry of a package's files. See deb(5) and ar(5): the format is three members,
// each behind a header of 60 bytes, of which the one called data.tar… holds the files.
func readDeb(ctx context.Context, path string, each func(*tar.Header, io.Reader) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	err = readDebFrom(bufio.NewReaderSize(file, 1<<20), func(header *tar.Header, content io.Reader) error {
		return errors.Join(ctx.Err(), each(header, content))
	})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func readDebFrom(archive io.Reader, each func(*tar.Header, io.Reader) error) error {
	magic := make([]byte, 8)
	if _, err := io.ReadFull(archive, magic); err != nil || string(magic) != "!<arch>\n" {
		return errors.New("not a Debian package")
	}
	for header := make([]byte, 60); ; {
		if _, err := io.ReadFull(archive, header); err == io.EOF {
			return errors.New("a Debian package without files")
		} else if err != nil {
			return err
		}
		name := strings.TrimRight(string(header[:16]), " /")
		size, err := strconv.ParseInt(string(bytes.TrimSpace(header[48:58])), 10, 64)
		if err != nil {
			return fmt.Errorf("size of %s: %w", name, err)
		}
		if compression, ok := strings.CutPrefix(name, "data.tar"); ok {
			return readTar(io.LimitReader(archive, size), compression, each)
		}
		// Members begin at even offsets.
		if _, err := io.CopyN(io.Discard, archive, size+size%2); err != nil {
			return err
		}
	}
}

func readTar(data io.Reader, compression string, each func(*tar.Header, io.Reader) error) error {
	switch compression {
	case "":
	case ".xz":
		plain, err := xz.NewReader(data)
		if err != nil {
			return err
		}
		data = plain
	case ".zst":
		plain, err := zstd.NewReader(data)
		if err != nil {
			return err
		}
		defer plain.Close()
		data = plain
	default:
		return fmt.Errorf("files compressed as %s", compression)
	}
	for entries := tar.NewReader(data); ; {
		header, err := entries.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(header, entries); err != nil {
			return err
		}
	}
}
