package source

import "errors"

// ErrNotFound is what the error of a Get is when a named StatefulSet does not exist.
var ErrNotFound = errors.New("not found")

// NotFound makes an error one of those, whatever it says.
func NotFound(err error) error { return notFound{err} }

type notFound struct{ error }

func (n notFound) Unwrap() error        { return n.error }
func (n notFound) Is(target error) bool { return target == ErrNotFound }
