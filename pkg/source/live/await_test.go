package live

import (
	"context"
	"errors"
	"testing"
)

// Who is not waited for any more must not leave anything open.
func TestAwait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	drop := func(n int) { t.Errorf("%d was in time and is dropped", n) }
	if n, err := await(ctx, func() (int, error) { return 7, nil }, drop); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	late, dropped := make(chan int), make(chan int)
	cancel()
	if _, err := await(ctx, func() (int, error) { return <-late, nil }, func(n int) { dropped <- n }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	late <- 8
	if n := <-dropped; n != 8 {
		t.Errorf("dropped %d", n)
	}
}
