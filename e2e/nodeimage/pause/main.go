// Command pause is process 1 of every Pod: it holds the Pod's namespaces, reaps what the Pod's other processes leave
// behind where they share a process namespace, and ends when the kubelet says so. It is what
// https://github.com/kubernetes/kubernetes/blob/v1.37.1/build/pause/linux/pause.c is, in Go.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGCHLD)
	for s := range signals {
		if s != syscall.SIGCHLD {
			return
		}
		reap()
	}
}

// reap collects every child that has ended: one SIGCHLD can stand for several of them.
func reap() {
	for {
		if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 || err != nil {
			return
		}
	}
}
