package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"k8s.io/client-go/kubernetes"
)

type upOptions struct {
	Dir           string
	Nodes, Scale  int
	Detach, Keep  bool
	ClusterDomain string
	// FeatureGates of the API server and the controllers.
	FeatureGates    string
	AuditController bool

	progressFD int
	began      time.Time
	out        *os.File
}

func (o *upOptions) complete() error {
	switch {
	case o.Nodes < 1:
		return errors.New("--nodes must be at least 1")
	case o.Scale < 0:
		return errors.New("--scale must not be negative")
	case o.ClusterDomain == "":
		return errors.New("--cluster-domain must not be empty")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return err
	}
	o.Dir, o.began, o.out = dir, time.Now(), os.Stdout
	// Nodes for a scale run: about 500 Pods each, as a real cluster would not dare.
	o.Nodes = max(o.Nodes, o.Scale*podsPerSet/500)
	if o.progressFD != 0 {
		// The components must not inherit it: the foreground half waits for its end.
		syscall.CloseOnExec(o.progressFD)
		o.out = os.NewFile(uintptr(o.progressFD), "progress")
	}
	return nil
}

func (o *upOptions) say(format string, args ...any) {
	fmt.Fprintf(o.out, "%5.1fs  %s\n", time.Since(o.began).Seconds(), fmt.Sprintf(format, args...))
}

// run is the launcher: it starts everything, says when it is ready, and stays until it is told to stop.
func (o *upOptions) run(ctx context.Context) error {
	err := o.launch(ctx)
	if err != nil && o.progressFD != 0 {
		fmt.Fprintf(o.out, "%s%v\n", failurePrefix, err)
	}
	return err
}

func (o *upOptions) launch(ctx context.Context) error {
	dir := layout(o.Dir)
	if err := dir.claim(); err != nil {
		return err
	}
	if err := dir.lock(); err != nil {
		return err
	}
	s, err := o.prepare(dir)
	if err != nil {
		return err
	}
	sup, err := newSupervisor(dir)
	if err != nil {
		return err
	}
	err = o.start(ctx, dir, sup, &s)
	if err == nil {
		o.say("ready: %d nodes, %s", o.Nodes, s.Server)
		fmt.Fprintf(o.out, "export KUBECONFIG=%s\n", dir.kubeconfig())
		if o.progressFD != 0 {
			// The foreground half takes the end of the progress for "it is ready".
			o.out.Close()
		}
		select {
		case <-ctx.Done():
		case err = <-sup.died:
		}
	}
	sup.stop()
	if ctx.Err() != nil {
		fmt.Fprintln(os.Stderr, "stopped")
		return nil
	}
	// Nobody may be there to read it; status repeats it.
	_ = os.WriteFile(dir.log("launcher"), []byte(err.Error()+"\n"), 0o600)
	return err
}

// prepare lays out the files of this start: afresh, or around the state that --keep keeps.
func (o *upOptions) prepare(dir layout) (state, error) {
	old, err := dir.readState()
	kept := o.Keep && err == nil
	if !kept {
		if err == nil {
			o.say("starting afresh in %s (--keep would continue with its state)", dir)
		}
		old = state{}
		if err := dir.wipe(); err != nil {
			return old, err
		}
	}
	if err := dir.makeFolders(); err != nil {
		return old, err
	}
	if !kept {
		if err := errors.Join(makePKI(dir), makeTokens(dir)); err != nil {
			return old, err
		}
	}
	if err := os.Remove(dir.log("launcher")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return old, err
	}
	s := state{Port: old.Port, Run: old.Run + 1}
	return s, o.writeConfigs(dir, s.Run)
}

func (o *upOptions) start(ctx context.Context, dir layout, sup *supervisor, s *state) error {
	ports, err := freePorts(3, s.Port)
	if err != nil {
		return err
	}
	url := func(port int) string { return fmt.Sprintf("https://127.0.0.1:%d", port) }
	s.Port, s.Server = ports[0], url(ports[0])
	if err := writeKubeconfigs(dir, s.Server); err != nil {
		return err
	}
	client, err := launcherClient(dir)
	if err != nil {
		return err
	}
	begin := func(component string, args []string) error {
		if err := sup.start(component, args...); err != nil {
			return err
		}
		s.Components = sup.pids()
		return dir.writeState(*s)
	}
	if err := begin(etcd, etcdArguments(dir, url(ports[1]), url(ports[2]))); err != nil {
		return err
	}
	if err := begin(kubeAPIServer, apiserverArguments(dir, url(ports[1]), ports[0], o.FeatureGates)); err != nil {
		return err
	}
	if err := waitFor(ctx, sup, "kube-apiserver to be ready", func() (bool, error) { return apiserverReady(ctx, client) }); err != nil {
		return err
	}
	o.say("etcd and kube-apiserver are ready")
	if err := forgetControllers(ctx, client); err != nil {
		return err
	}
	if err := begin(controllerManager, managerArguments(dir, o.FeatureGates)); err != nil {
		return err
	}
	if err := seed(ctx, client, o.seedObjects()); err != nil {
		return err
	}
	if err := begin(kubeScheduler, schedulerArguments(dir)); err != nil {
		return err
	}
	if err := begin(kwok, kwokArguments(dir)); err != nil {
		return err
	}
	o.say("kube-controller-manager, kube-scheduler and kwok are starting")
	if err := waitFor(ctx, sup, "the nodes and the controllers", func() (bool, error) { return clusterReady(ctx, client, o.Nodes) }); err != nil {
		return err
	}
	if o.Scale > 0 {
		if err := o.scale(ctx, sup, client); err != nil {
			return err
		}
	}
	now := time.Now()
	s.Ready = &now
	return dir.writeState(*s)
}

func apiserverReady(ctx context.Context, client kubernetes.Interface) (bool, error) {
	_, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
	return err == nil, err
}
