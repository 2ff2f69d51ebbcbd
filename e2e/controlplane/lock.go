package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// A running launcher holds a POSIX record lock on the marker file. The kernel drops the lock when the
// launcher ends, however it ends, and names its holder: no stale pid file, no reused pid.

// lock takes the lock for this process until it ends.
func (l layout) lock() error {
	f, err := os.OpenFile(l.marker(), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	whole := syscall.Flock_t{Type: syscall.F_WRLCK}
	err = syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &whole)
	if err == nil {
		// Never closed: closing any descriptor of the file would drop the lock.
		lockFile = f
		return nil
	}
	defer f.Close()
	if !errors.Is(err, syscall.EAGAIN) && !errors.Is(err, syscall.EACCES) {
		return fmt.Errorf("locking %s: %w", l.marker(), err)
	}
	holder, _ := l.holder()
	return fmt.Errorf("a control plane is running in %s (pid %d); stop it with `sts-controlplane down --dir %s` or choose another --dir", l, holder, l)
}

var lockFile *os.File

// holder is the pid of the running launcher, 0 when none is running.
func (l layout) holder() (int, error) {
	f, err := os.Open(l.marker())
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	query := syscall.Flock_t{Type: syscall.F_WRLCK}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &query); err != nil {
		return 0, fmt.Errorf("asking for the lock on %s: %w", l.marker(), err)
	}
	if query.Type == syscall.F_UNLCK {
		return 0, nil
	}
	return int(query.Pid), nil
}
