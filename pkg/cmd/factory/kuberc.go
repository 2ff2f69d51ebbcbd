package factory

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/homedir"
	"sigs.k8s.io/yaml"
)

// credentialPluginPolicy reads from kubectl's preferences which programs a
// kubeconfig may run for credentials: what kubectl is not to run, its plugins
// are not to run either. Aliases and defaults in that file are for kubectl's
// own commands. It mirrors kubectl's pkg/kuberc (LoadKuberc, convertPluginPolicy).
func credentialPluginPolicy(flag string) (clientcmdapi.PluginPolicy, error) {
	var policy clientcmdapi.PluginPolicy
	path, explicit := kubercPath(flag)
	if path == "" {
		return policy, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !explicit {
		return policy, nil
	}
	if err != nil {
		return policy, fmt.Errorf("read kuberc: %w", err)
	}
	var preference struct {
		Policy    string `json:"credentialPluginPolicy"`
		Allowlist []struct {
			Name    string `json:"name"`
			Command string `json:"command"`
		} `json:"credentialPluginAllowlist"`
	}
	if err := yaml.Unmarshal(data, &preference); err != nil {
		// A policy that cannot be read must not become "allow all".
		return policy, fmt.Errorf("read kuberc %s: %w", path, err)
	}
	policy.PolicyType = clientcmdapi.PolicyType(preference.Policy)
	for _, entry := range preference.Allowlist {
		// Name is what Command was called before Kubernetes 1.36.
		policy.Allowlist = append(policy.Allowlist, clientcmdapi.AllowlistEntry{Command: cmp.Or(entry.Command, entry.Name)})
	}
	return policy, nil
}

// kubercPath is the file to read, if any, and whether somebody asked for it.
func kubercPath(flag string) (path string, explicit bool) {
	env := os.Getenv("KUBERC")
	switch {
	case strings.EqualFold(os.Getenv("KUBECTL_KUBERC"), "false"):
		return "", false
	case flag != "":
		return flag, true
	case env == "off":
		return "", false
	case env != "":
		return env, true
	}
	return filepath.Join(homedir.HomeDir(), ".kube", "kuberc"), false
}
