package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// call is what a runc command line says about the process to be started.
type call struct {
	// file holds the process: the bundle's config.json under the key "process", or the process alone.
	file   string
	bundle bool
}

// parse reads runc's command line: global flags, the command, its flags. What starts no process has no file.
func parse(args []string) call {
	var command, bundle, process string
	for i, arg := range args {
		name, value, joined := strings.Cut(arg, "=")
		if !joined && i+1 < len(args) {
			value = args[i+1]
		}
		switch name {
		case "create", "run", "exec":
			if command == "" {
				command = name
			}
		case "--bundle", "-b":
			bundle = value
		case "--process", "-p":
			process = value
		}
	}
	switch {
	case command == "exec" && process != "":
		return call{file: process}
	case (command == "create" || command == "run") && bundle != "":
		return call{file: filepath.Join(bundle, "config.json"), bundle: true}
	}
	return call{}
}

// trimFile takes what is not held out of the file's capabilities. The engine writes the file anew for every call.
func trimFile(c call, held capabilitySet) error {
	text, err := os.ReadFile(c.file)
	if err != nil {
		return err
	}
	trimmed, err := trim(text, c.bundle, held)
	if err != nil {
		return fmt.Errorf("%s: %w", c.file, err)
	}
	return os.WriteFile(c.file, trimmed, 0o600)
}

// trim keeps everything that it does not know as it is, whatever the version of the specification.
func trim(text []byte, bundle bool, held capabilitySet) ([]byte, error) {
	var document map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	// Some limits do not fit into a float64.
	decoder.UseNumber()
	if err := decoder.Decode(&document); err != nil {
		return nil, err
	}
	process := document
	if bundle {
		process, _ = document["process"].(map[string]any)
	}
	sets, _ := process["capabilities"].(map[string]any)
	for name, set := range sets {
		if list, ok := set.([]any); ok {
			sets[name] = slices.DeleteFunc(list, func(capability any) bool {
				name, ok := capability.(string)
				return ok && !held.allows(name)
			})
		}
	}
	return json.Marshal(document)
}
