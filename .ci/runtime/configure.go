package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	name        = "runc-bounded"
	installed   = "/usr/local/sbin/" + name
	daemonJSON  = "/etc/docker/daemon.json"
	pidFile     = "/var/run/docker.pid"
	socket      = "unix:///var/run/docker.sock" // of the engine with that file, whichever one DOCKER_HOST names
	fixedInside = 23                            // the engine that asks only for the capabilities there are
)

// configure registers this program as the engine's runtime, if the engine on this machine needs it.
func configure() error {
	version, err := docker("version", "--format", "{{.Server.Version}}")
	if err != nil {
		fmt.Println("docker: no engine answers; nothing to configure")
		return nil
	}
	pid, err := os.ReadFile(pidFile)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Println("docker: the engine does not run on this machine; nothing to configure")
		return nil
	} else if err != nil {
		return err
	}
	engine := strings.TrimSpace(string(pid))
	// An engine that was killed leaves the file behind, and its number may be somebody else's by now.
	if command, _ := os.ReadFile(filepath.Join("/proc", engine, "comm")); strings.TrimSpace(string(command)) != "dockerd" {
		fmt.Printf("docker: %s names no dockerd; nothing to configure\n", pidFile)
		return nil
	}
	why, err := needed(version, engine)
	if err != nil || why == "" {
		return err
	}
	fmt.Printf("docker: %s: privileged containers get a runtime that does without\n", why)
	return register(engine)
}

// needed says what is wrong with the engine and the machine together; nothing for most.
func needed(version, engine string) (string, error) {
	major, err := strconv.Atoi(strings.SplitN(version, ".", 2)[0])
	if err != nil {
		return "", fmt.Errorf("the engine calls its version %q, which is no number", version)
	}
	if major >= fixedInside {
		return "", nil
	}
	held, err := boundingSet(engine)
	if err != nil {
		return "", err
	}
	last, err := lastCapability()
	if err != nil {
		return "", err
	}
	if missing := held.missing(last); missing != "" {
		return fmt.Sprintf("engine %s may not have %s", version, missing), nil
	}
	return "", nil
}

func docker(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "docker", append([]string{"--host", socket}, args...)...).Output()
	return strings.TrimSpace(string(out)), err
}
