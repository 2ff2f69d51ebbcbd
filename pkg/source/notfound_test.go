package source

import (
	"errors"
	"fmt"
	"testing"
)

func TestNotFound(t *testing.T) {
	cause := errors.New(`statefulsets.apps "web" not found`)
	err := fmt.Errorf("read: %w", NotFound(cause))
	if !errors.Is(err, ErrNotFound) || !errors.Is(err, cause) {
		t.Errorf("%v is not what it was made of", err)
	}
	if err.Error() != `read: statefulsets.apps "web" not found` {
		t.Errorf("it says %q", err)
	}
	if errors.Is(cause, ErrNotFound) {
		t.Error("any error that says so is one")
	}
}
