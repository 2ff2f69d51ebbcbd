package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// layout names the files of a control plane inside its directory.
type layout string

func (l layout) path(elem ...string) string {
	return filepath.Join(append([]string{string(l)}, elem...)...)
}
func (l layout) marker() string                { return l.path(".sts-controlplane") }
func (l layout) stateFile() string             { return l.path("state.json") }
func (l layout) kubeconfig() string            { return l.path("kubeconfig") }
func (l layout) pki(name string) string        { return l.path("pki", name) }
func (l layout) config(name string) string     { return l.path("config", name) }
func (l layout) log(component string) string   { return l.path("logs", component+".log") }
func (l layout) componentConfig(u user) string { return l.config(u.file + ".kubeconfig") }

// folders is every directory a control plane makes; whatever else lies in its directory is not ours.
var folders = []string{"pki", "config", "logs", "etcd", "home", "tmp"}

// state is what status, down and the next `up --keep` need to know about a control plane.
type state struct {
	Server     string         `json:"server"`
	Port       int            `json:"port"`
	Components map[string]int `json:"components"`
	Ready      *time.Time     `json:"ready,omitempty"`
	// Run counts the starts on this state; each start hands out Pod addresses from a range of its own.
	Run int `json:"run"`
}

func (l layout) readState() (state, error) {
	var s state
	b, err := os.ReadFile(l.stateFile())
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("reading %s: %w", l.stateFile(), err)
	}
	return s, nil
}

// writeState replaces the file in one step: status may read it at any time.
func (l layout) writeState(s state) error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	next := l.stateFile() + ".next"
	if err := os.WriteFile(next, append(b, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(next, l.stateFile())
}

// claim makes sure that the directory is new, empty or a control plane's, and marks it as such.
func (l layout) claim() error {
	if err := os.MkdirAll(string(l), 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(l.marker()); err == nil {
		return nil
	}
	entries, err := os.ReadDir(string(l))
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty and was not made by sts-controlplane; choose another --dir", l)
	}
	return os.WriteFile(l.marker(), []byte("A control plane of sts-controlplane; `sts-controlplane down --dir` removes it.\n"), 0o600)
}

// wipe removes the state but neither the marker nor its lock, nor files of others.
func (l layout) wipe() error {
	files := []string{l.stateFile(), l.stateFile() + ".next", l.kubeconfig()}
	for _, f := range folders {
		files = append(files, l.path(f))
	}
	for _, f := range files {
		if err := os.RemoveAll(f); err != nil {
			return err
		}
	}
	return nil
}

// remove wipes and gives the directory back, unless somebody put files of his own into it.
func (l layout) remove() error {
	if err := l.wipe(); err != nil {
		return err
	}
	if err := os.Remove(l.marker()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if left, err := os.ReadDir(string(l)); err == nil && len(left) == 0 {
		return os.Remove(string(l))
	}
	return nil
}

func (l layout) makeFolders() error {
	for _, f := range folders {
		if err := os.MkdirAll(l.path(f), 0o700); err != nil {
			return err
		}
	}
	return nil
}
