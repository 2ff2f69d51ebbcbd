package live

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clocktesting "k8s.io/utils/clock/testing"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/source"
)

func isWatch(r *http.Request) bool { return r.URL.Query().Get("watch") != "" }

func forbid(w http.ResponseWriter) {
	fail(w, http.StatusForbidden, metav1.StatusReasonForbidden, "things is forbidden: User \"jane\" cannot")
}

func TestWatchSurvives(t *testing.T) {
	for name, trouble := range map[string]func(a *api){
		"a server that ends its streams":         func(a *api) { a.cut() },
		"a server that forgot what happened":     func(a *api) { a.forget(); a.cut() },
		"connections that break":                 func(a *api) { a.CloseClientConnections() },
		"a server that cannot begin with a list": func(a *api) { a.changes.mu.Lock(); a.old = true; a.changes.mu.Unlock(); a.forget(); a.cut() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set, web := workload("x", "web")
			a := serve(t, web...)
			w := follow(t, a, status("web"), nil)
			a.remove(pod(set, "web-0"))
			trouble(a)
			a.put(pod(set, "web-2"))
			eventually(t, w, "both changes are seen", func(s *snapshot.Snapshot) bool {
				pods := held(s)
				return !slices.Contains(pods, "pods/web-0") && slices.Contains(pods, "pods/web-2")
			})
			poll(t, "all streams are back", func() bool { return w.Contact().Lost == "" })
			asksForTheNewest(t, a)
		})
	}
}

func TestWatchSurvivesARestart(t *testing.T) {
	set, web := workload("x", "web")
	a := serve(t, web...)
	w := follow(t, a, status("web"), nil)
	if c := w.Contact(); c.Lost != "" || time.Since(c.Heard) > time.Minute {
		t.Errorf("contact %+v", c)
	}
	address := strings.TrimPrefix(a.URL, "http://")
	a.cut()
	a.CloseClientConnections()
	a.Close()
	eventually(t, w, "the server is missed", func(*snapshot.Snapshot) bool {
		return strings.Contains(w.Contact().Lost, "cannot reach the server at "+a.URL)
	})
	if s := look(t, w); len(s.PodsControlledBy(set.UID)) != 2 || len(s.Gaps()) > 0 {
		t.Errorf("what is known stays known: %v, gaps %v", held(s), s.Gaps())
	}
	a.put(pod(set, "web-2"))
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Skipf("not run: somebody else listens at %s now", address)
	}
	again := &httptest.Server{Listener: l, Config: &http.Server{Handler: a}}
	again.Start()
	t.Cleanup(again.Close)
	t.Cleanup(a.cut)
	eventually(t, w, "the change is seen", func(s *snapshot.Snapshot) bool { return len(s.PodsControlledBy(set.UID)) == 3 })
	poll(t, "all streams are back", func() bool { return w.Contact().Lost == "" })
}

func TestWatchThatCannotBegin(t *testing.T) {
	a := serve(t)
	a.answer = func(w http.ResponseWriter, r *http.Request) bool { forbid(w); return true }
	_, err := a.source(t).Watch(t.Context(), status("web"))
	if err == nil || !strings.Contains(err.Error(), "cannot; ask for get and list of statefulsets.apps") {
		t.Errorf("forbidden: %v", err)
	}
	s := a.source(t)
	a.cut()
	a.Close()
	if _, err = s.Watch(t.Context(), status("web")); err == nil || !strings.Contains(err.Error(), "cannot reach the server") {
		t.Errorf("no server: %v", err)
	}
	if _, err = s.Watch(t.Context(), source.Request{Names: []string{"web"}}); err == nil || !strings.Contains(err.Error(), "across all namespaces") {
		t.Errorf("a name in all namespaces: %v", err)
	}
}

// What cannot be read is a Gap as in Get, and no longer one once it can be.
func TestWatchOfWhatIsForbidden(t *testing.T) {
	_, web := workload("x", "web")
	a := serve(t, web...)
	var allowed atomic.Bool
	a.answer = func(w http.ResponseWriter, r *http.Request) bool {
		_, resource, _ := parse(r.URL.Path)
		if allowed.Load() || resource != "persistentvolumeclaims" {
			return false
		}
		forbid(w)
		return true
	}
	c := clocktesting.NewFakeClock(time.Now())
	w := follow(t, a, status("web"), c)
	if diff := difference(t, get(t, a, status("web")), look(t, w)); diff != "" {
		t.Errorf("-get +watch\n%s", diff)
	}
	if gaps := look(t, w).Gaps(); len(gaps) != 1 || gaps[0].Reason != snapshot.Forbidden || w.Contact().Lost != "" {
		t.Errorf("gaps %+v, contact %+v", gaps, w.Contact())
	}
	asked := func() (n int) {
		for _, r := range a.seen() {
			if strings.Contains(r, "/persistentvolumeclaims") {
				n++
			}
		}
		return n
	}
	before := asked()
	c.Step(rarely / 2)
	time.Sleep(10 * time.Millisecond)
	if n := asked() - before; n > 0 {
		t.Errorf("asked %d times more within half a minute", n)
	}
	allowed.Store(true)
	poll(t, "it is read", func() bool { c.Step(rarely / 2); return len(look(t, w).Gaps()) == 0 })
	if s := look(t, w); s.Claim("x", "data-web-0") == nil {
		t.Errorf("held %v", held(s))
	}
}

// A right that is taken away makes a Gap, but not at the first refusal.
func TestWatchOfWhatBecomesForbidden(t *testing.T) {
	_, web := workload("x", "web")
	a := serve(t, web...)
	var refused atomic.Int32
	refused.Store(-1000)
	a.answer = func(w http.ResponseWriter, r *http.Request) bool {
		_, resource, _ := parse(r.URL.Path)
		if resource != "pods" || refused.Load() < 0 {
			return false
		}
		if !isWatch(r) {
			refused.Add(1)
		}
		forbid(w)
		return true
	}
	c := clocktesting.NewFakeClock(time.Now())
	w := follow(t, a, status("web"), c)
	refused.Store(0)
	a.cut()
	poll(t, "a Gap", func() bool {
		c.Step(time.Second)
		n := refused.Load()
		gap := look(t, w).GapIn(snapshot.Pods, "x") != nil
		if gap && n < refusals {
			t.Fatalf("a Gap after %d refusals", n)
		}
		return gap
	})
	if s := look(t, w); len(s.PodsNamedFor("x", "web")) != 0 || s.StatefulSet("x", "web") == nil {
		t.Errorf("held %v", held(s))
	}
}

// Whoever may list and not watch, or get and not list, is shown changes too.
func TestWatchWithoutTheRightToWatch(t *testing.T) {
	for name, allowed := range map[string]func(r *http.Request) bool{
		"lists": func(r *http.Request) bool { return !isWatch(r) },
		"gets": func(r *http.Request) bool {
			_, resource, name := parse(r.URL.Path)
			return name != "" || resource == "pods" && !isWatch(r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set, web := workload("x", "web")
			a := serve(t, web...)
			a.answer = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == "/version" || allowed(r) {
					return false
				}
				forbid(w)
				return true
			}
			req := status("web")
			req.Needs, req.ChunkSize = []schemaResource{snapshot.Pods, snapshot.Services}, 500
			w := follow(t, a, req, nil)
			if diff := difference(t, get(t, a, req), look(t, w)); diff != "" {
				t.Errorf("-get +watch\n%s", diff)
			}
			changed := set.DeepCopy()
			changed.Generation = 9
			a.put(changed, pod(set, "web-2"))
			eventually(t, w, "the changes", func(s *snapshot.Snapshot) bool {
				return s.StatefulSet("x", "web").Generation == 9 && len(s.PodsControlledBy(set.UID)) == 3
			})
			if c := w.Contact(); c.Lost != "" {
				t.Errorf("contact %+v", c)
			}
			asksForTheNewest(t, a)
		})
	}
}

// --request-timeout is for answers; a watch has none.
func TestRequestTimeoutEndsNoWatch(t *testing.T) {
	set, web := workload("x", "web")
	a := serve(t, web...)
	s := a.source(t)
	s.config.Timeout = 100 * time.Millisecond
	w, err := s.Watch(t.Context(), status("web"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Stop)
	time.Sleep(3 * s.config.Timeout)
	before := len(a.seen())
	changed := pod(set, "web-1")
	changed.Generation = 9
	a.put(changed)
	eventually(t, w, "the change", func(s *snapshot.Snapshot) bool { return s.PodsControlledBy(set.UID)[1].Generation == 9 })
	if after := len(a.seen()); after != before {
		t.Errorf("asked anew: %v", a.seen()[before:])
	}
}

// … but one that does not even begin is given up.
func TestRequestTimeoutOfAWatchThatDoesNotBegin(t *testing.T) {
	a := serve(t)
	a.answer = func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }
	s := a.source(t)
	s.config.Timeout = 50 * time.Millisecond
	_, err := s.Watch(t.Context(), status("web"))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}
