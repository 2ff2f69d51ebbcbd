package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// register installs the program outside of the clone, which may go while the engine stays, and has the
// engine read its configuration again: both keys can be reloaded.
func register(engine string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	program, err := os.ReadFile(self)
	if err != nil {
		return err
	}
	if err := replace(installed, program, 0o755); err != nil {
		return err
	}
	before, err := os.ReadFile(daemonJSON)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	after, err := merge(before)
	if err != nil {
		return fmt.Errorf("%s: %w", daemonJSON, err)
	}
	if err := os.MkdirAll(filepath.Dir(daemonJSON), 0o755); err != nil {
		return err
	}
	if err := replace(daemonJSON, after, 0o644); err != nil {
		return err
	}
	return reload(engine)
}

// merge adds the runtime to the engine's configuration and keeps the rest.
func merge(before []byte) ([]byte, error) {
	config := map[string]any{}
	if len(strings.TrimSpace(string(before))) > 0 {
		if err := json.Unmarshal(before, &config); err != nil {
			return nil, err
		}
	}
	if used, ok := config["default-runtime"]; ok && used != "runc" && used != name {
		return nil, fmt.Errorf("default-runtime is %v: not replaced", used)
	}
	runtimes, ok := config["runtimes"].(map[string]any)
	if !ok {
		runtimes = map[string]any{}
	}
	runtimes[name] = map[string]any{"path": installed}
	config["runtimes"] = runtimes
	config["default-runtime"] = name
	after, err := json.MarshalIndent(config, "", "  ")
	return append(after, '\n'), err
}

// reload returns when the engine uses the new configuration.
func reload(engine string) error {
	pid, err := strconv.Atoi(engine)
	if err != nil {
		return fmt.Errorf("%s: %w", pidFile, err)
	}
	if err := syscall.Kill(pid, syscall.SIGHUP); err != nil {
		return fmt.Errorf("reload the engine: %w", err)
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if used, err := docker("info", "--format", "{{.DefaultRuntime}}"); err == nil && used == name {
			return nil
		}
	}
	return fmt.Errorf("the engine does not take %s from %s; its log says why", name, daemonJSON)
}

// replace writes a file in one step: an engine may be reading or executing the one that is there.
func replace(path string, content []byte, mode os.FileMode) error {
	next := path + ".new"
	if err := os.WriteFile(next, content, mode); err != nil {
		return err
	}
	if err := os.Chmod(next, mode); err != nil {
		return err
	}
	return os.Rename(next, path)
}
