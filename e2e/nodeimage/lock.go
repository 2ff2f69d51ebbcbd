package nodeimage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/ulikunitz/xz"
)

// suite and architecture are what the lock is made of.
const (
	suite        = "bookworm"
	architecture = "amd64"
)

// Lock writes the lock anew from the mirror's index.
func Lock(ctx context.Context, out io.Writer) error {
	url := fmt.Sprintf("%s/dists/%s/main/binary-%s/Packages.xz", mirror, suite, architecture)
	body, err := get(ctx, url)
	if err != nil {
		return err
	}
	defer body.Close()
	text, err := xz.NewReader(bufio.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	index, err := parseIndex(text)
	if err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	packages, err := index.closure(wanted)
	if err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	formatLock(out, packages)
	return nil
}

// client gives up on a mirror that has stopped sending.
var client = &http.Client{Timeout: 10 * time.Minute}

func get(ctx context.Context, url string) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	switch response.StatusCode {
	case http.StatusOK:
		return response.Body, nil
	case http.StatusNotFound:
		err = fmt.Errorf("%s: %w", url, errNotThere)
	default:
		err = fmt.Errorf("%s: %s", url, response.Status)
	}
	return nil, errors.Join(err, response.Body.Close())
}

var errNotThere = errors.New("there is no such file")
