package program

import (
	"runtime"
	"testing"
)

func TestOf(t *testing.T) {
	tests := []struct{ called, file, command, completion string }{
		{"kubectl-sts", "kubectl-sts", "kubectl sts", "kubectl_complete-sts"},
		{"/home/me/.krew/bin/kubectl-inspect_statefulset", "kubectl-inspect_statefulset", "kubectl inspect-statefulset", "kubectl_complete-inspect_statefulset"},
		{"kubectl-inspect_statefulset.exe", "kubectl-inspect_statefulset", "kubectl inspect-statefulset", "kubectl_complete-inspect_statefulset"},
		{"kubectl-sts.EXE", "kubectl-sts", "kubectl sts", "kubectl_complete-sts"},
		{"/bin/kubectl_complete-inspect_statefulset", "kubectl-inspect_statefulset", "kubectl inspect-statefulset", "kubectl_complete-inspect_statefulset"},
		{"kubectl-ss", "kubectl-ss", "kubectl ss", "kubectl_complete-ss"},
		{"kubectl-get-sets", "kubectl-get-sets", "kubectl get sets", "kubectl_complete-get-sets"},
		// Files that kubectl does not find, or names nobody should paste.
		{"", "kubectl-sts", "kubectl sts", "kubectl_complete-sts"},
		{"sts", "kubectl-sts", "kubectl sts", "kubectl_complete-sts"},
		{"kubectl-", "kubectl-sts", "kubectl sts", "kubectl_complete-sts"},
		{"kubectl--x", "kubectl-sts", "kubectl sts", "kubectl_complete-sts"},
		{"kubectl-$(reboot)", "kubectl-sts", "kubectl sts", "kubectl_complete-sts"},
		{"kubectl-\x1b[31m", "kubectl-sts", "kubectl sts", "kubectl_complete-sts"},
	}
	if runtime.GOOS == "windows" {
		tests = append(tests, tests[0])
		tests[len(tests)-1].called = `C:\krew\bin\kubectl-sts.exe`
	}
	for _, tt := range tests {
		n := Of(tt.called)
		if n.File != tt.file || n.Command != tt.command || n.Completion() != tt.completion || n.Called != tt.called {
			t.Errorf("Of(%q) = %+v, completed by %s", tt.called, n, n.Completion())
		}
	}
}
