package main

import (
	"bytes"
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
	if have, err := os.ReadFile(installed); err != nil || !bytes.Equal(have, program) {
		if err := replace(installed, program, 0o755); err != nil {
			return fmt.Errorf("install the runtime, which root may: %w", err)
		}
	}
	before, err := os.ReadFile(daemonJSON)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	after, err := merge(before)
	if err != nil {
		return fmt.Errorf("%s: %w", daemonJSON, err)
	}
	if used() && bytes.Equal(before, after) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(daemonJSON), 0o755); err != nil {
		return err
	}
	if err := replace(daemonJSON, after, modeOf(daemonJSON, 0o644)); err != nil {
		return err
	}
	if err := reload(engine); err != nil {
		// With what it does not take it would not start again either.
		return errors.Join(err, restore(before))
	}
	return nil
}

func restore(before []byte) error {
	if before == nil {
		return os.Remove(daemonJSON)
	}
	return replace(daemonJSON, before, modeOf(daemonJSON, 0o644))
}

func modeOf(path string, otherwise os.FileMode) os.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return otherwise
}

// used says whether the engine starts containers with our runtime.
func used() bool {
	runtime, err := docker("info", "--format", "{{.DefaultRuntime}}")
	return err == nil && runtime == name
}

// merge adds the runtime to the engine's configuration and keeps the rest.
func merge(before []byte) ([]byte, error) {
	config := map[string]any{}
	if len(strings.TrimSpace(string(before))) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(before))
		decoder.UseNumber()
		if err := decoder.Decode(&config); err != nil {
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
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if used() {
			return nil
		}
	}
	return fmt.Errorf("the engine does not take %s from %s, which is as before; its log says why", name, daemonJSON)
}

// replace writes a file in one step: an engine may be reading or executing the one that is there.
func replace(path string, content []byte, mode os.FileMode) error {
	next := path + ".new"
	if err := os.WriteFile(next, content, 0o600); err != nil {
		return err
	}
	if err := os.Chmod(next, mode); err != nil {
		return err
	}
	return os.Rename(next, path)
}
