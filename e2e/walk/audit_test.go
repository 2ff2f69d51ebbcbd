//go:build e2e

package walk

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// auditLog follows the API server's audit log, for all walkers together.
var auditLog follower

type follower struct {
	once  sync.Once
	mu    sync.Mutex
	feeds map[string]*feed
}

// follow feeds the controller's writes in a namespace, beginning now.
func (a *follower) follow(path, namespace string, to *feed) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.feeds == nil {
		a.feeds = map[string]*feed{}
	}
	a.feeds[namespace] = to
	a.once.Do(func() { go a.run(path) })
}

func (a *follower) run(path string) {
	file, err := os.Open(path)
	if err != nil {
		a.fail(err)
		return
	}
	defer file.Close()
	in := bufio.NewReaderSize(file, 1<<20)
	for rest := []byte(nil); ; {
		part, err := in.ReadBytes('\n')
		rest = append(rest, part...)
		switch {
		case errors.Is(err, io.EOF):
			// A file tells nobody that it grows.
			time.Sleep(20 * time.Millisecond)
			continue
		case err != nil:
			a.fail(err)
			return
		}
		a.line(rest)
		rest = nil
	}
}

func (a *follower) line(text []byte) {
	if !bytes.Contains(text, []byte(controller)) {
		return
	}
	w, ok, err := ParseAudit(text)
	if err != nil {
		a.fail(err)
	}
	a.mu.Lock()
	to := a.feeds[w.Namespace]
	a.mu.Unlock()
	if ok && to != nil {
		to.add(func() { to.writes = append(to.writes, w) })
	}
}

func (a *follower) fail(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, f := range a.feeds {
		f.fail(err)
	}
}
