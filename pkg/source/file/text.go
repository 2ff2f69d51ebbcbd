package file

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decodeText gives UTF-8 without a byte order mark, and refuses what is no text.
// Windows PowerShell's `>` writes UTF-16.
func decodeText(in io.Reader) (*bufio.Reader, error) {
	const buffer = 256 << 10
	text := bufio.NewReaderSize(in, buffer)
	head, err := text.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return bufio.NewReaderSize(transform.NewReader(text, unicode.BOMOverride(encoding.Nop.NewDecoder())), buffer), nil
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return nil, unfitError{"compressed with gzip; unpack it first: gunzip -c FILE > UNPACKED"}
	case bytes.HasPrefix(head, []byte("k8s\x00")):
		return nil, unfitError{"in protobuf; YAML or JSON is read"}
	case bytes.IndexByte(head, 0) >= 0, !utf8.Valid(trimRune(head)):
		return nil, unfitError{"a binary file, neither YAML nor JSON"}
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = text.Discard(3)
	}
	return text, nil
}

// trimRune drops a last rune that the end of the buffer may have cut.
func trimRune(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// counted ends the reading at maxTotal, or when it is interrupted.
type counted struct {
	in   io.Reader
	r    *reading
	name string
}

func (c *counted) Read(p []byte) (int, error) {
	if err := c.r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.in.Read(p)
	if c.r.total += int64(n); c.r.total > maxTotal {
		return 0, tooMuch(c.name)
	}
	return n, err
}

type tooMuchError struct{ name string }

func (e tooMuchError) Error() string {
	return fmt.Sprintf("%s: more than %d GiB of input; give less, as with kubectl get -n NAMESPACE", e.name, maxTotal>>30)
}

func tooMuch(name string) error { return tooMuchError{name} }

func pathError(path string, err error) error {
	return fmt.Errorf("cannot read %s: %w", path, reason(err))
}

// reason is a file system error without its path.
func reason(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
