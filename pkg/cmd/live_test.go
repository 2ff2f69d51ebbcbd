package cmd

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestNothingFound(t *testing.T) {
	newAPIServer(t, "other/web")
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "No StatefulSets found in shop namespace.\n"},
		{[]string{"list", "-n", "nowhere"}, "No StatefulSets found in nowhere namespace.\n"},
		{[]string{"list", "-l", "app=x"}, "No StatefulSets match the selector in shop namespace.\n"},
		{[]string{"list", "--unhealthy"}, "No StatefulSets found in shop namespace.\n"},
		{[]string{"list", "-A", "--unhealthy"}, "No StatefulSets need attention.\n"},
		{[]string{"list", "-n", "other", "--unhealthy"}, "No StatefulSets need attention in other namespace.\n"},
		{[]string{"status"}, "No StatefulSets found in shop namespace.\n"},
		{[]string{"tree", "-l", "app=x", "-A"}, "No StatefulSets match the selector.\n"},
	} {
		if diff := cmp.Diff(result{errOut: c.want}, run(t, c.args...), cmp.AllowUnexported(result{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.args, diff)
		}
	}
	if r := run(t, "-o", "json"); r.code != 0 || !strings.Contains(r.out, `"items": []`) || !strings.Contains(r.errOut, "No StatefulSets found") {
		t.Errorf("-o json: %+v", r)
	}
}

func TestNamesLive(t *testing.T) {
	newAPIServer(t, "shop/web", "shop/quiz", "other/web")
	for _, c := range []struct {
		args, want string
	}{
		{"list", "quiz web"},
		{"list -A", "web quiz web"},
		{"list web", "web"},
		{"list web quiz", "web quiz"},
		{"list --sort-by=.metadata.name", "quiz web"},
		{"status sts/web", "web"},
		{"status web statefulset.v1.apps/quiz", "web quiz"},
		{"identity -n other", "web"},
		{"tree -n other web", "web"},
	} {
		r := run(t, append(strings.Fields(c.args), "-o", "name")...)
		got := strings.Fields(strings.ReplaceAll(r.out, "statefulset.apps/", ""))
		if r.code != 0 || strings.Join(got, " ") != c.want {
			t.Errorf("%s: %+v, want %s", c.args, r, c.want)
		}
	}
	run(t, "status", "none").failsInOneLine(t, `"none" not found in namespace "shop"`)
	run(t, "list", "web", "none").failsInOneLine(t, `"none" not found in namespace "shop"`)
}

func TestStatusWithoutName(t *testing.T) {
	newAPIServer(t, "one/only", "many/a", "many/b", "many/c", "many/d", "many/e", "many/f", "many/g")
	if r := run(t, "status", "-n", "one", "-o", "jsonpath={.kind} {.metadata.name}"); r.out != "StatefulSetReport only" {
		t.Errorf("the only set of a namespace: %+v", r)
	}
	run(t, "status", "-n", "many").failsInOneLine(t, "name a StatefulSet", "a, b, c, d, e and 2 more in many namespace")
	run(t, "identity", "-A").failsInOneLine(t, "many/a, many/b, many/c, many/d, many/e and 3 more")
}

func TestCompletion(t *testing.T) {
	newAPIServer(t, "shop/web", "shop/quiz", "other/db")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"status", ""}, "quiz web"},
		{[]string{"status", "w"}, "web"},
		{[]string{"status", "sts/w"}, "sts/web"},
		{[]string{"status", "statefulset.apps/"}, "statefulset.apps/quiz statefulset.apps/web"},
		{[]string{"status", "web", ""}, "quiz"},
		{[]string{"status", "-n", "other", ""}, "db"},
		{[]string{"list", "q"}, "quiz"},
		{[]string{"snapshot", "q"}, "quiz"},
		{[]string{"status", "-n", ""}, "other shop shop"},
		{[]string{"status", "--context", ""}, "here there"},
		{[]string{"status", "--cluster", ""}, "c"},
		{[]string{"status", "--user", "o"}, "other"},
		{[]string{"list", "--color", ""}, "auto always never"},
		{[]string{"list", "-o", "w"}, "wide"},
		{[]string{"list", "--sort-by", ""}, "trouble .metadata.name .metadata.creationTimestamp .spec.replicas .rollout.state"},
		{[]string{"snapshot", "-o", ""}, "yaml json"},
		{[]string{"version", "-o", ""}, "json"},
		{[]string{"completion", ""}, "install uninstall bash zsh fish powershell"},
		{[]string{"help", "sta"}, "status"},
		{[]string{"sta"}, "status"},
	} {
		r := run(t, append([]string{"__completeNoDesc"}, c.args...)...)
		lines := strings.Fields(r.out)
		if r.code != 0 || len(lines) == 0 {
			t.Errorf("%q: %+v", c.args, r)
			continue
		}
		if got := strings.Join(lines[:len(lines)-1], " "); got != strings.ReplaceAll(c.want, "shop shop", "shop") {
			t.Errorf("%q: %s, want %s", c.args, got, c.want)
		}
	}
}

// Somebody who presses TAB gets no error, and does not wait for long.
func TestCompletionIsQuietAndQuick(t *testing.T) {
	quiet := func(t *testing.T) {
		start := time.Now()
		r := run(t, "__complete", "status", "")
		if took := time.Since(start); took > 4*time.Second {
			t.Errorf("took %v", took)
		}
		if r.code != 0 || strings.TrimSpace(r.out) != ":4" || strings.Count(r.errOut, "\n") != 1 {
			t.Errorf("%+v", r)
		}
	}
	t.Run("slow server", func(t *testing.T) { slowServer(t); quiet(t) })
	t.Run("no server", func(t *testing.T) { useServer(t, "http://127.0.0.1:1"); quiet(t) })
	t.Run("broken kubeconfig", func(t *testing.T) { useKubeconfig(t, "{{{"); quiet(t) })
}

func TestWarnings(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Warning", `299 - "be warned"`)
		_, body := answer(r, []string{"shop/web"})
		_ = json.NewEncoder(w).Encode(body)
	}))
	defer server.Close()
	useServer(t, server.URL)
	if r := run(t, "list", "-o", "name"); r.code != 0 || r.errOut != "Warning: be warned\n" {
		t.Errorf("%+v", r)
	}
	r := run(t, "list", "-o", "name", "--warnings-as-errors")
	if r.code != 1 || !strings.HasSuffix(r.errOut, "\nerror: 1 warning received from the server (--warnings-as-errors)\n") {
		t.Errorf("--warnings-as-errors: %+v", r)
	}
}
