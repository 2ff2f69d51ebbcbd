package framework

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

// paused is held by the scenario that has stopped the controllers.
var paused sync.Mutex

// PauseController stops the controllers of the cluster, the StatefulSet controller among them, until the scenario
// ends or calls what is returned. What happens meanwhile nobody acts on.
func (f *F) PauseController() (resume func()) {
	f.Helper()
	f.Require(PausableController)
	// One scenario at a time: another that resumes them would end this one's pause.
	paused.Lock()
	resume = sync.OnceFunc(func() {
		defer paused.Unlock()
		f.signalControllers(syscall.SIGCONT)
	})
	f.undo(resume)
	f.signalControllers(syscall.SIGSTOP)
	return resume
}

func (f *F) signalControllers(s syscall.Signal) {
	f.Helper()
	if f.cluster.kind != "" {
		// Not the scenario's context: the controllers have to go on when it is over.
		f.docker(context.Background(), "exec", f.cluster.kind+"-control-plane", "pkill", fmt.Sprintf("-%d", s), "-f", "^kube-controller-manager ")
		return
	}
	if err := syscall.Kill(f.controllerManager(), s); err != nil {
		f.Fatalf("signal %s to the controllers: %v", s, err)
	}
}

// controllerManager is the process of the cluster's kube-controller-manager.
func (f *F) controllerManager() int {
	f.Helper()
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range lines {
		line, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(line, []byte("\x00kube-controller-manager\x00")) || !bytes.Contains(line, []byte(f.cluster.dir)) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			return pid
		}
	}
	f.Fatalf("no kube-controller-manager below %s runs", f.cluster.dir)
	return 0
}
