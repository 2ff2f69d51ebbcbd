package framework

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

func TestWavesTellDependentRequestsFromParallelOnes(t *testing.T) {
	w := &Waves{next: http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(out, "ok") })}
	server := httptest.NewServer(w)
	defer server.Close()
	get := func(path string) {
		r, err := http.Get(server.URL + path)
		if err != nil {
			t.Error(err)
			return
		}
		r.Body.Close()
	}
	get("/first")
	var both sync.WaitGroup
	for _, path := range []string{"/second", "/third"} {
		both.Go(func() { get(path) })
	}
	both.Wait()

	seen := w.Seen()
	if len(seen) != 2 || len(seen[0]) != 1 || len(seen[1]) != 2 {
		t.Errorf("waves = %q, want one request, then two", seen)
	}
	w.Reset()
	if len(w.Seen()) != 0 {
		t.Error("Reset left waves behind")
	}
}
