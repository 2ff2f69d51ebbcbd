package live

import "context"

// await is for calls that take no context. What one gives after ctx has ended is dropped.
func await[T any](ctx context.Context, call func() (T, error), drop func(T)) (T, error) {
	type result struct {
		got T
		err error
	}
	done := make(chan result, 1)
	go func() {
		got, err := call()
		done <- result{got, err}
	}()
	select {
	case r := <-done:
		return r.got, r.err
	case <-ctx.Done():
		go func() {
			if late := <-done; late.err == nil {
				drop(late.got)
			}
		}()
		var none T
		return none, ctx.Err()
	}
}
