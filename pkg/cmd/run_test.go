package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/program"
)

// result is what a user sees of one command line.
type result struct {
	code   int
	out    string
	errOut string
}

func run(t *testing.T, args ...string) result {
	t.Helper()
	return runWith(t.Context(), strings.NewReader(""), args...)
}

func runWith(ctx context.Context, in io.Reader, args ...string) result {
	var out, errOut bytes.Buffer
	code := Run(ctx, program.Default, args, genericiooptions.IOStreams{In: in, Out: &out, ErrOut: &errOut})
	return result{code, out.String(), errOut.String()}
}

// failsInOneLine is what bad input gets: exit code 1, nothing on stdout and one
// line on stderr that has all of want in it.
func (r result) failsInOneLine(t *testing.T, want ...string) {
	t.Helper()
	if r.code != 1 || r.out != "" {
		t.Errorf("exit code %d, stdout %q; want 1 and nothing", r.code, r.out)
	}
	if !strings.HasPrefix(r.errOut, "error: ") || strings.Count(r.errOut, "\n") != 1 {
		t.Errorf("stderr is not one line of error:\n%s", r.errOut)
	}
	for _, w := range want {
		if !strings.Contains(r.errOut, w) {
			t.Errorf("stderr lacks %q:\n%s", w, r.errOut)
		}
	}
}

func TestServersThatDoNotHelp(t *testing.T) {
	handlers := map[string]struct {
		handler http.HandlerFunc
		want    []string
	}{
		"unauthorised": {
			func(w http.ResponseWriter, _ *http.Request) { writeStatus(w, 401, "Unauthorized", "Unauthorized") },
			[]string{"does not accept the credentials", `"here"`},
		},
		"forbidden": {
			func(w http.ResponseWriter, _ *http.Request) {
				writeStatus(w, 403, "Forbidden", `statefulsets.apps is forbidden: User "u" cannot list resource "statefulsets"`)
			},
			[]string{`User "u" cannot list resource "statefulsets"`},
		},
		"no apps/v1": {http.NotFound, []string{"does not serve apps/v1 StatefulSets"}},
		"web page": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				_, _ = io.WriteString(w, "<html>\nsign in, please\n</html>")
			},
			nil,
		},
		"escapes": {
			func(w http.ResponseWriter, _ *http.Request) { writeStatus(w, 403, "Forbidden", "no\x1b[2J\nno") },
			[]string{`no\x1b[2J no`},
		},
	}
	for name, c := range handlers {
		for _, command := range [][]string{{"list"}, {"status", "web"}, {"status"}, {"rollout", "web"}, {"identity", "web"}, {"tree", "a", "b"}, {"snapshot"}, {"wait", "web"}, {"rollout", "web", "-w"}} {
			t.Run(name+" "+strings.Join(command, " "), func(t *testing.T) {
				server := httptest.NewServer(c.handler)
				defer server.Close()
				useServer(t, server.URL)
				run(t, command...).failsInOneLine(t, c.want...)
			})
		}
	}
}

func writeStatus(w http.ResponseWriter, code int, reason, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(apiStatus(code, reason, message))
}

func TestUnreachableServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	useServer(t, "https://"+address)
	for _, args := range [][]string{{}, {"status", "web"}, {"snapshot", "-A"}, {"wait", "web"}, {"wait", "-l", "app", "-A"}, {"rollout", "web", "--watch"}} {
		run(t, args...).failsInOneLine(t, "cannot reach the server at https://"+address, "connection refused")
	}
	run(t, "-s", "https://no.such.host.invalid").failsInOneLine(t, "https://no.such.host.invalid")
}

func TestBrokenKubeconfig(t *testing.T) {
	for name, text := range map[string]string{
		"no yaml":       "{{{",
		"wrong types":   "clusters: 7",
		"no context":    "apiVersion: v1\nkind: Config\ncurrent-context: gone\n",
		"binary":        "\x00\x01\x02\xff",
		"missing files": "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: 'https://x', certificate-authority: /no/such/ca}}]\ncontexts: [{name: x, context: {cluster: c}}]\ncurrent-context: x\n",
	} {
		t.Run(name, func(t *testing.T) {
			useKubeconfig(t, text)
			run(t, "list").failsInOneLine(t, "kubeconfig")
		})
	}
	useServer(t, "https://127.0.0.1:1")
	run(t, "--context", "nope").failsInOneLine(t, `context "nope" does not exist`)
	run(t, "--kubeconfig", "/no/such/file").failsInOneLine(t, "/no/such/file")
}

// slowServer answers when the test is over.
func slowServer(t *testing.T) {
	t.Helper()
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-over:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { close(over); server.Close() })
	useServer(t, server.URL)
}

func TestRequestTimeout(t *testing.T) {
	slowServer(t)
	for _, args := range [][]string{{"list"}, {"status", "web"}, {"wait", "web"}} {
		run(t, append(args, "--request-timeout=100ms")...).failsInOneLine(t, "in time")
	}
}

func TestInterrupt(t *testing.T) {
	slowServer(t)
	stdin, typist := io.Pipe() // a terminal at which nobody types
	t.Cleanup(func() { _ = typist.Close() })
	for _, args := range [][]string{{"list"}, {"status", "web"}, {"snapshot"}, {"list", "-f", "-"}, {"wait", "web"}, {"rollout", "web", "-w"}} {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		start := time.Now()
		if got, want := runWith(ctx, stdin, args...), (result{code: 130}); got != want {
			t.Errorf("%q: %+v, want %+v", args, got, want)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%q: %v from the interrupt to the end", args, took)
		}
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func TestPanic(t *testing.T) {
	var errOut bytes.Buffer
	code := Run(t.Context(), program.Default, []string{"version"}, genericiooptions.IOStreams{
		Out: writer(func([]byte) (int, error) { panic("no\x1b[2J") }), ErrOut: &errOut,
	})
	result{code: code, errOut: errOut.String()}.failsInOneLine(t, `internal error: no\x1b[2J: please report it`)
}

func TestNobodyReads(t *testing.T) {
	newAPIServer(t, "shop/web")
	for _, args := range [][]string{{"version"}, {"list"}, {"list", "-o", "json"}, {"options"}} {
		var errOut bytes.Buffer
		code := Run(t.Context(), program.Default, args, genericiooptions.IOStreams{
			Out:    writer(func([]byte) (int, error) { return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE} }),
			ErrOut: &errOut,
		})
		if code != 0 || strings.Contains(errOut.String(), "error") {
			t.Errorf("%q: exit code %d, stderr %q", args, code, errOut.String())
		}
	}
}
