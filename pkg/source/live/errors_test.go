package live

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

type schemaResource = schema.GroupResource

// Whatever cannot be read is a Gap that says why, and the rest is there.
func TestGaps(t *testing.T) {
	set, web := workload("x", "web")
	set.Status.Replicas = 1 // So that the events matter.
	objects := slices.Concat(web, surroundings())
	denials := map[string]struct {
		answer  func(w http.ResponseWriter, r *http.Request)
		reason  snapshot.GapReason
		message string
	}{
		"forbidden": {func(w http.ResponseWriter, r *http.Request) {
			fail(w, http.StatusForbidden, metav1.StatusReasonForbidden, "things is forbidden:\n User \"jane\" cannot")
		}, snapshot.Forbidden, `things is forbidden: User "jane" cannot`},
		"group not served": {http.NotFound, snapshot.NotServed, "the server could not find the requested resource"},
		"broken": {func(w http.ResponseWriter, r *http.Request) {
			fail(w, http.StatusInternalServerError, metav1.StatusReasonInternalError, "etcdserver: no leader")
		}, snapshot.Failed, "etcdserver: no leader"},
		"a proxy's page": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>log in</html>"))
		}, snapshot.Failed, "the server at http"},
	}
	requests := map[string]source.Request{
		"one set": {Namespace: "x", Names: []string{"web"}, Needs: inspect.SnapshotNeeds},
		"fleet":   {Needs: inspect.SnapshotNeeds},
	}
	for denial, d := range denials {
		for kind, req := range requests {
			t.Run(denial+"/"+kind, func(t *testing.T) {
				t.Parallel()
				for _, need := range inspect.SnapshotNeeds {
					a := serve(t, objects...)
					a.answer = func(w http.ResponseWriter, r *http.Request) bool {
						_, resource, _ := parse(r.URL.Path)
						if resource == need.Resource {
							d.answer(w, r)
							return true
						}
						return false
					}
					s := get(t, a, req)
					gaps := s.Gaps()
					if len(gaps) != 1 || gaps[0].Resource != need || gaps[0].Reason != d.reason || !strings.HasPrefix(gaps[0].Message, d.message) {
						t.Errorf("%s: gaps %+v", need, gaps)
					}
					if s.Knows(need, "x") || s.Knows(need, "") {
						t.Errorf("%s is said to be known", need)
					}
					if len(s.StatefulSets()) != 1 || len(s.Objects()) < 8 {
						t.Errorf("%s: held %v", need, held(s))
					}
					a.Close()
				}
			})
		}
	}
}

func TestErrors(t *testing.T) {
	deny := func(code int, reason metav1.StatusReason, message string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if strings.Contains(r.URL.Path, "statefulsets") {
				fail(w, code, reason, message)
				return true
			}
			return false
		}
	}
	all := source.Request{Needs: inspect.ListNeeds}
	for name, tc := range map[string]struct {
		req    source.Request
		answer func(http.ResponseWriter, *http.Request) bool
		want   string
	}{
		"unknown set":          {status("web"), nil, `statefulsets.apps "web" not found in namespace "x"`},
		"several unknown sets": {source.Request{Namespace: "x", Names: []string{"b", "a"}}, nil, `statefulsets.apps "a", "b" not found in namespace "x"`},
		"no such name": {
			status("a/b"), nil,
			`invalid resource name "a/b": [may not contain '/']`,
		},
		"a name in all namespaces": {
			source.Request{Names: []string{"web"}}, nil,
			"a StatefulSet cannot be read by name across all namespaces; name one with --namespace",
		},
		"forbidden": {
			all, deny(403, metav1.StatusReasonForbidden, `statefulsets.apps is forbidden: User "jane" cannot list`),
			`statefulsets.apps is forbidden: User "jane" cannot list; ask for get and list of statefulsets.apps`,
		},
		"unauthorized": {
			all, deny(401, metav1.StatusReasonUnauthorized, "Unauthorized"),
			"the server at HOST does not accept the credentials; check the kubeconfig and the flags --context, --cluster, --user and --server",
		},
		"apps/v1 not served": {
			status("web"), func(w http.ResponseWriter, r *http.Request) bool { http.NotFound(w, r); return true },
			"the server at HOST does not serve apps/v1 StatefulSets; check the kubeconfig and the flags --context, --cluster, --user and --server",
		},
		"bad selector": {
			source.Request{LabelSelector: "a=="}, deny(400, metav1.StatusReasonBadRequest, "unable to parse requirement"),
			"the server at HOST: unable to parse requirement",
		},
		"plain words": {
			all, func(w http.ResponseWriter, r *http.Request) bool {
				http.Error(w, "Client sent an HTTP request to an HTTPS server.", http.StatusBadRequest)
				return true
			},
			"the server at HOST: the server rejected our request for an unknown reason (get statefulsets.apps): Client sent an HTTP request to an HTTPS server.",
		},
		"not an API server": {
			all, func(w http.ResponseWriter, r *http.Request) bool {
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write([]byte("<html>log in</html>"))
				return true
			},
			"the server at HOST gave an answer that is not the Kubernetes API's; check the kubeconfig and the flags --context, --cluster, --user and --server",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := serve(t)
			a.answer = tc.answer
			_, err := a.source(t).Get(context.Background(), tc.req)
			if err == nil {
				t.Fatal("no error")
			}
			if got := strings.ReplaceAll(err.Error(), a.URL, "HOST"); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	closed := serve(t)
	s := closed.source(t)
	closed.Close()
	_, err := s.Get(context.Background(), status("web"))
	if want := "cannot reach the server at " + closed.URL + ": connection refused; check the kubeconfig and the flags"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got  %v\nwant %s…", err, want)
	}

	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	defer tls.Close()
	s = (&api{Server: tls}).source(t)
	_, err = s.Get(context.Background(), status("web"))
	if err == nil || !strings.Contains(err.Error(), "certificate signed by unknown authority") || strings.Contains(err.Error(), "Get \"") {
		t.Errorf("got %v", err)
	}
}

func TestCancelled(t *testing.T) {
	for name, resource := range map[string]string{"at the set": "/statefulsets/web", "at the Pods": "/pods"} {
		t.Run(name, func(t *testing.T) {
			_, web := workload("x", "web")
			a := serve(t, web...)
			ctx, cancel := context.WithCancel(context.Background())
			a.answer = func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, resource) {
					cancel()
					<-r.Context().Done()
					return true
				}
				return false
			}
			start := time.Now()
			_, err := a.source(t).Get(ctx, status("web"))
			if !errors.Is(err, context.Canceled) || time.Since(start) > time.Second {
				t.Errorf("%v after %s", err, time.Since(start))
			}
		})
	}
}

// The hint names the context only where the server is that context's.
func TestHint(t *testing.T) {
	kubeconfig := t.TempDir() + "/config"
	content := `{apiVersion: v1, kind: Config, current-context: lab,
contexts: [{name: lab, context: {cluster: c}}], clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]}`
	if err := os.WriteFile(kubeconfig, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	none, other := "/dev/null", "http://127.0.0.1:2"
	for name, tc := range map[string]struct {
		kubeconfig, server *string
		want               string
	}{
		"current-context": {&kubeconfig, nil, `check the cluster of the kubeconfig's current-context "lab"`},
		"another server":  {&kubeconfig, &other, "check the kubeconfig and the flags --context, --cluster, --user and --server"},
		"no kubeconfig":   {&none, nil, "there is no current-context: set KUBECONFIG, or name one with --kubeconfig or --context"},
	} {
		t.Run(name, func(t *testing.T) {
			flags := genericclioptions.NewConfigFlags(false)
			flags.KubeConfig = tc.kubeconfig
			if tc.server != nil {
				flags.APIServer = tc.server
			}
			s, err := New(flags)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.server.hint("the cluster"); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestBrokenKubeconfig(t *testing.T) {
	flags := genericclioptions.NewConfigFlags(false)
	path := t.TempDir() + "/none"
	flags.KubeConfig = &path
	if _, err := New(flags); err == nil || !strings.HasPrefix(err.Error(), "cannot use the kubeconfig: ") {
		t.Errorf("got %v", err)
	}
}
