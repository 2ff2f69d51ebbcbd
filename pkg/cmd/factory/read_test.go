package factory

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
)

const kubeconfig = `
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {token: t}}]
contexts: [{name: here, context: {cluster: c, user: u, namespace: shop}}]
current-context: here
`

// query runs a command line through flags and Query.
func query(t *testing.T, args ...string) (*Query, error) {
	t.Helper()
	f := New(genericiooptions.IOStreams{In: strings.NewReader(""), Out: io.Discard, ErrOut: io.Discard})
	r := NewReadFlags()
	var q *Query
	cmd := &cobra.Command{
		Use:           "test",
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			q, err = r.Query(f, cmd, args)
			return err
		},
	}
	f.AddFlags(cmd.PersistentFlags())
	r.AddFlags(cmd)
	r.AddNowFlag(cmd)
	cmd.SetArgs(args)
	return q, cmd.Execute()
}

func useKubeconfig(t *testing.T, content string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", path)
}

func TestNamespace(t *testing.T) {
	useKubeconfig(t, kubeconfig)
	for _, c := range []struct {
		args      []string
		namespace string
		in        string
	}{
		{nil, "shop", " in shop namespace"},
		{[]string{"-n", "other"}, "other", " in other namespace"},
		{[]string{"-A"}, "", ""},
		{[]string{"-A", "-n", "other"}, "", ""},
		{[]string{"-f", "x"}, "", " in the files"},
		{[]string{"-f", "x", "-n", "other"}, "other", " in other namespace"},
		{[]string{"-f", "x", "-A", "-n", "other"}, "", " in the files"},
	} {
		q, err := query(t, c.args...)
		if err != nil {
			t.Errorf("%q: %v", c.args, err)
			continue
		}
		if q.Namespace != c.namespace || q.In() != c.in {
			t.Errorf("%q: namespace %q%q, want %q%q", c.args, q.Namespace, q.In(), c.namespace, c.in)
		}
	}
}

// A kubeconfig does not matter to -f, however broken.
func TestOfflineNeedsNoKubeconfig(t *testing.T) {
	useKubeconfig(t, "clusters: 7")
	if _, err := query(t, "-f", "x"); err != nil {
		t.Errorf("with -f: %v", err)
	}
	if _, err := query(t); err == nil || !strings.Contains(err.Error(), "cannot use the kubeconfig") {
		t.Errorf("without -f: error %v, want one about the kubeconfig", err)
	}
}

func TestQueryRefuses(t *testing.T) {
	useKubeconfig(t, kubeconfig)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"web", "-l", "a=b"}, "name cannot be provided when a selector is specified"},
		{[]string{"web", "--field-selector", "a=b"}, "name cannot be provided when a selector is specified"},
		{[]string{"web", "-A"}, "a resource cannot be retrieved by name across all namespaces"},
		{[]string{"--chunk-size=-1"}, "invalid --chunk-size -1: it cannot be negative"},
		{[]string{"-l", "a=(b"}, `invalid --selector "a=(b"`},
		{[]string{"--field-selector", "a"}, `invalid --field-selector "a"`},
		{[]string{"--now", "yesterday"}, `invalid --now "yesterday": want RFC 3339, such as 2026-01-31T15:04:05Z`},
		{[]string{"pod/web-0"}, `"pod/web-0" is not a StatefulSet`},
		{[]string{"--context", "nope"}, `context "nope" does not exist`},
		{[]string{"--kubeconfig", "/no/such/file"}, "/no/such/file"},
		{[]string{"--request-timeout", "soon"}, `invalid --request-timeout "soon": want`},
	} {
		_, err := query(t, c.args...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want %s", c.args, err, c.want)
		}
	}
}

func TestNow(t *testing.T) {
	useKubeconfig(t, kubeconfig)
	taken := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	given := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	var b, timeless snapshot.Builder
	b.SetTime(metav1.NewTime(taken))
	with, without := b.Snapshot(), timeless.Snapshot()

	pinned := "--now=" + given.Format(time.RFC3339)
	for _, c := range []struct {
		args []string
		snap *snapshot.Snapshot
		want time.Time
	}{
		{[]string{"-f", "x"}, with, taken},
		{[]string{"-f", "x", pinned}, with, given},
		{[]string{pinned}, with, given},
		{[]string{"-f", "x"}, without, time.Time{}},
		{nil, with, time.Time{}},
	} {
		q, err := query(t, c.args...)
		if err != nil {
			t.Fatal(err)
		}
		got := q.Now(c.snap)
		if c.want.IsZero() {
			if since := time.Since(got); since < 0 || since > time.Minute {
				t.Errorf("%q: now is %v, want the clock's time", c.args, got)
			}
		} else if !got.Equal(c.want) {
			t.Errorf("%q: now is %v, want %v", c.args, got, c.want)
		}
	}
}
