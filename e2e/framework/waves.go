package framework

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// A wave ends when no request has come for so long.
const waveQuiet = 400 * time.Millisecond

// Waves is a proxy before the API server that counts dependent round trips: it holds every request back until
// no more come and then lets them all go, so that requests made side by side share a wave and a request that
// needs the answer of another is in a later one.
type Waves struct {
	next http.Handler

	mu       sync.Mutex
	waves    [][]string
	released chan struct{}
	quiet    *time.Timer
}

// Waves starts the proxy and returns it with the scenario as a user who goes through it.
func (f *F) Waves() (*Waves, *F) {
	f.Helper()
	target, err := url.Parse(f.cluster.config.Host)
	if err != nil {
		f.Fatal(err)
	}
	transport, err := rest.TransportFor(f.cluster.config)
	if err != nil {
		f.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	w := &Waves{next: proxy}
	server := httptest.NewServer(w)
	f.Cleanup(server.Close)

	config := clientcmdapi.NewConfig()
	config.Clusters["waves"] = &clientcmdapi.Cluster{Server: server.URL}
	config.Contexts["waves"] = &clientcmdapi.Context{Cluster: "waves", Namespace: f.Namespace}
	config.CurrentContext = "waves"
	path := f.File("waves.kubeconfig", "")
	if err := clientcmd.WriteToFile(*config, path); err != nil {
		f.Fatal(err)
	}
	return w, f.As(path)
}

// Reset forgets the waves so far.
func (w *Waves) Reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waves = nil
}

// Seen lists the waves, each the requests in it.
func (w *Waves) Seen() [][]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.waves)
}

// ServeHTTP holds the request back until its wave is full.
func (w *Waves) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	if w.released == nil {
		released := make(chan struct{})
		w.released = released
		w.waves = append(w.waves, nil)
		w.quiet = time.AfterFunc(waveQuiet, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			// A request that came in the very moment has set the timer again: the second time there is nothing to do.
			if w.released == released {
				w.released = nil
				close(released)
			}
		})
	}
	released := w.released
	w.quiet.Reset(waveQuiet)
	last := len(w.waves) - 1
	w.waves[last] = append(w.waves[last], r.Method+" "+r.URL.RequestURI())
	w.mu.Unlock()

	select {
	case <-released:
		w.next.ServeHTTP(out, r)
	case <-r.Context().Done():
	}
}
