package factory

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// parsed is a Factory whose flags are those of a command line.
func parsed(t *testing.T, args ...string) *Factory {
	t.Helper()
	f := New(genericiooptions.IOStreams{In: strings.NewReader(""), Out: io.Discard, ErrOut: io.Discard})
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	f.AddFlags(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestClientFlags(t *testing.T) {
	t.Setenv("KUBECONFIG", "/dev/null")
	cfg, err := parsed(t, "--server=https://10.0.0.1", "--as=jane", "--as-group=dev", "--as-uid=7", "--as-user-extra=k=v",
		"--tls-server-name=name", "--disable-compression", "--request-timeout=5s", "--insecure-skip-tls-verify",
		"--username=joe", "--password=secret", "--token=", "--proxy-url=http://proxy:3128").Client().ToRESTConfig()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]any{
		"host": cfg.Host, "as": cfg.Impersonate.UserName, "group": cfg.Impersonate.Groups, "uid": cfg.Impersonate.UID,
		"extra": cfg.Impersonate.Extra["k"], "sni": cfg.ServerName, "uncompressed": cfg.DisableCompression,
		"timeout": cfg.Timeout.String(), "insecure": cfg.Insecure, "user": cfg.Username, "password": cfg.Password,
		"agent": strings.HasPrefix(cfg.UserAgent, "kubectl-sts/"), "proxy": cfg.Proxy != nil,
	}
	want := map[string]any{
		"host": "https://10.0.0.1", "as": "jane", "group": []string{"dev"}, "uid": "7", "extra": []string{"v"},
		"sni": "name", "uncompressed": true, "timeout": "5s", "insecure": true, "user": "joe", "password": "secret",
		"agent": true, "proxy": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rest.Config (-want +got):\n%s", diff)
	}
}

func TestMatchServerVersion(t *testing.T) {
	version := "v1.20.3"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"gitVersion": "`+version+`"}`)
	}))
	defer server.Close()
	t.Setenv("KUBECONFIG", "/dev/null")
	f := parsed(t, "--server", server.URL, "--match-server-version")
	err := f.client.checkServerVersion(context.Background())
	if err == nil || !strings.Contains(err.Error(), "the server is v1.20.3 and this client is made for v1.") {
		t.Errorf("server %s: error %v", version, err)
	}
	if err := parsed(t, "--server", server.URL).client.checkServerVersion(context.Background()); err != nil {
		t.Errorf("without the flag: %v", err)
	}
}

func TestMinor(t *testing.T) {
	for v, want := range map[string]string{"v1.37.1": "v1.37", "v1.37.0-rc.1": "v1.37", "v0.37.2": "v0.37", "": "", "v1": "v1"} {
		if got := minor(v); got != want {
			t.Errorf("minor(%q) = %q, want %q", v, got, want)
		}
	}
}

func TestCredentialPluginPolicy(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("HOME", dir)
	write(".kube/kuberc", "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\ncredentialPluginPolicy: DenyAll\n")
	allow := write("allow", "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: aws}, {name: gke}]\n")
	deny := clientcmdapi.PluginPolicy{PolicyType: clientcmdapi.PluginPolicyDenyAll}
	some := clientcmdapi.PluginPolicy{
		PolicyType: clientcmdapi.PluginPolicyAllowlist,
		Allowlist:  []clientcmdapi.AllowlistEntry{{Command: "aws"}, {Command: "gke"}},
	}
	for _, c := range []struct {
		name, flag, env, gate string
		want                  clientcmdapi.PluginPolicy
		wantErr               string
	}{
		{name: "the usual place", want: deny},
		{name: "flag", flag: allow, want: some},
		{name: "environment", env: allow, want: some},
		{name: "off", env: "off"},
		{name: "gate", gate: "false"},
		{name: "missing", flag: filepath.Join(dir, "none"), wantErr: "no such file"},
		{name: "broken", flag: write("broken", "credentialPluginPolicy: [}"), wantErr: "read kuberc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("KUBERC", c.env)
			t.Setenv("KUBECTL_KUBERC", c.gate)
			got, err := credentialPluginPolicy(c.flag)
			if c.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), c.wantErr) {
					t.Errorf("error %v, want %s", err, c.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("policy (-want +got):\n%s", diff)
			}
		})
	}
}
