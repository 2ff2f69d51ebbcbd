package kind

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
)

// DefaultName is a name that two clones of the repository do not share.
func DefaultName(root, purpose string) string {
	if abs, err := filepath.Abs(root); err == nil {
		root = abs
	}
	return fmt.Sprintf("%s-%.3x", purpose, sha256.Sum256([]byte(root)))
}

// Kubeconfig is where a cluster's kubeconfig goes, below the root of the repository.
func Kubeconfig(root, name string) string {
	path := filepath.Join(root, "bin", "kind", name, "kubeconfig")
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// Environment tells kubectl, and the framework, of a cluster that is up.
func Environment(o Options) []string {
	return []string{
		"KUBECONFIG=" + o.Kubeconfig,
		"E2E_KUBECONFIG=" + o.Kubeconfig,
		"STS_E2E_KIND=" + o.Name,
		"E2E_AUDIT_LOG=" + AuditLog(o.Name),
	}
}
