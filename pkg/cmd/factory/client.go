package factory

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/version"
)

// client is kubectl's ConfigFlags with the flags that kubectl adds around them.
type client struct {
	*genericclioptions.ConfigFlags

	username, password string
	kuberc             string
	matchServerVersion bool

	once sync.Once
}

func newClient(warnings rest.WarningHandler) *client {
	c := &client{ConfigFlags: genericclioptions.NewConfigFlags(true)}
	c.WithWrapConfigFn(func(cfg *rest.Config) *rest.Config {
		info := version.Get()
		cfg.UserAgent = "kubectl-sts/" + info.Version + " (" + info.Platform + ")"
		cfg.WarningHandler = warnings
		return cfg
	})
	return c
}

func (c *client) addFlags(flags *pflag.FlagSet) {
	c.AddFlags(flags)
	// Not WithDeprecatedPasswordFlag: it would ask for a user name wherever a
	// kubeconfig has no credentials, where an error is of more use.
	flags.StringVar(&c.username, "username", c.username, "Username for basic authentication to the API server")
	flags.StringVar(&c.password, "password", c.password, "Password for basic authentication to the API server")
	flags.BoolVar(&c.matchServerVersion, "match-server-version", c.matchServerVersion, "Require server version to match client version")
	flags.StringVar(&c.kuberc, "kuberc", c.kuberc, "Path to kubectl's preferences; of these only the credential plugin policy concerns a plugin.")
}

// ToRawKubeConfigLoader reads kubeconfig and flags.
func (c *client) ToRawKubeConfigLoader() clientcmd.ClientConfig {
	c.once.Do(func() {
		if c.username != "" || c.password != "" {
			c.Username, c.Password = &c.username, &c.password
		}
	})
	return c.ConfigFlags.ToRawKubeConfigLoader()
}

// ToRESTConfig is where every connection begins.
func (c *client) ToRESTConfig() (*rest.Config, error) {
	c.ToRawKubeConfigLoader()
	cfg, err := c.ConfigFlags.ToRESTConfig()
	if err != nil {
		return nil, err
	}
	if cfg.ExecProvider != nil {
		if cfg.ExecProvider.PluginPolicy, err = credentialPluginPolicy(c.kuberc); err != nil {
			return nil, err
		}
	}
	return cfg, nil
}

// checkServerVersion is --match-server-version. It compares minor versions:
// client libraries v0.37.x belong to Kubernetes 1.37.
func (c *client) checkServerVersion(ctx context.Context) error {
	if !c.matchServerVersion {
		return nil
	}
	cfg, err := c.ToRESTConfig()
	if err != nil {
		return err
	}
	d, err := discovery.NewDiscoveryClientForConfig(cfg)
	if err != nil {
		return err
	}
	body, err := d.RESTClient().Get().AbsPath("/version").Do(ctx).Raw()
	if err != nil {
		return fmt.Errorf("read the server's version: %w", err)
	}
	var server struct{ GitVersion string }
	if err := json.Unmarshal(body, &server); err != nil {
		return fmt.Errorf("read the server's version: %w", err)
	}
	want := "v1." + strings.TrimPrefix(minor(version.Get().Kubernetes), "v0.")
	if minor(server.GitVersion) != want {
		return fmt.Errorf("the server is %s and this client is made for %s (--match-server-version)", server.GitVersion, want)
	}
	return nil
}

// minor cuts a version after its second number.
func minor(v string) string {
	parts := strings.SplitN(v, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}
