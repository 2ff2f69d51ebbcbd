package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// supervisor starts the components as children, notices when one dies, and stops them.
type supervisor struct {
	dir  layout
	exe  string
	died chan error

	// lifeline is the write end of a pipe that every child has as its standard input: see dieWithLauncher.
	lifeline, childStdin *os.File
	starts               chan func()

	mu       sync.Mutex
	stopping bool
	children map[string]*child
}

type child struct {
	cmd  *exec.Cmd
	done chan struct{}
}

func newSupervisor(dir layout) (*supervisor, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	stdin, lifeline, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s := &supervisor{
		dir: dir, exe: exe, died: make(chan error, len(components)),
		lifeline: lifeline, childStdin: stdin,
		starts: make(chan func()), children: map[string]*child{},
	}
	// The parent-death signal is sent when the thread that started the child ends, and Go may end a thread
	// at any time: all children are started by one goroutine that keeps its thread for ever.
	go func() {
		runtime.LockOSThread()
		for start := range s.starts {
			start()
		}
	}()
	return s, nil
}

func (s *supervisor) start(component string, args ...string) error {
	log, err := os.OpenFile(s.dir.log(component), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(s.exe, append([]string{component}, args...)...)
	cmd.Dir = s.dir.path("home")
	cmd.Env = childEnvironment(s.dir)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.childStdin, log, log
	cmd.SysProcAttr = childAttributes()
	started := make(chan error)
	s.starts <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return fmt.Errorf("starting %s: %w", component, err)
	}
	c := &child{cmd: cmd, done: make(chan struct{})}
	s.mu.Lock()
	s.children[component] = c
	s.mu.Unlock()
	go func() {
		_ = cmd.Wait() // ProcessState says what there is to say.
		close(c.done)
		s.mu.Lock()
		defer s.mu.Unlock()
		if !s.stopping {
			log := s.dir.log(component)
			s.died <- fmt.Errorf("%s died (%v); the end of %s:\n%s", component, cmd.ProcessState, log, lastLines(log, 8))
		}
	}()
	return nil
}

// stop ends the clients of the apiserver first, then the apiserver, then etcd, so that none of them waits
// for one that is gone. Whoever takes too long is killed: etcd's log survives that.
func (s *supervisor) stop() {
	s.mu.Lock()
	s.stopping = true
	s.mu.Unlock()
	for _, group := range [][]string{{kwok, kubeScheduler, controllerManager}, {kubeAPIServer}, {etcd}} {
		for _, component := range group {
			s.signal(component, syscall.SIGTERM)
		}
		patience := time.After(5 * time.Second)
		for _, component := range group {
			c := s.children[component]
			if c == nil {
				continue
			}
			select {
			case <-c.done:
			case <-patience:
				for _, late := range group {
					s.signal(late, syscall.SIGKILL)
				}
				<-c.done
			}
		}
	}
	s.lifeline.Close()
}

func (s *supervisor) signal(component string, sig syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.children[component]; c != nil {
		_ = c.cmd.Process.Signal(sig)
	}
}

func (s *supervisor) pids() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	pids := map[string]int{}
	for component, c := range s.children {
		pids[component] = c.cmd.Process.Pid
	}
	return pids
}

// childEnvironment keeps everything a component may write (kwok's ~/.kwok, caches, temporary files) inside
// the directory, and the user's own settings (KUBECONFIG, proxies, GOGC) out of it.
func childEnvironment(dir layout) []string {
	home := dir.path("home")
	return []string{
		lifelineVariable + "=stdin", "PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + dir.path("tmp"),
		"XDG_CACHE_HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_STATE_HOME=" + home,
	}
}

func lastLines(file string, n int) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
