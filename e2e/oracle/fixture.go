package oracle

import (
	"fmt"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// Fixture is a case that replay got wrong once, and what the controller did.
type Fixture struct {
	// About says what it was, in one line.
	About   string   `json:"about"`
	Case    *Case    `json:"case"`
	Outcome *Outcome `json:"outcome"`
}

// Name of the file: a version has one fixture a seed.
func (f *Fixture) Name() string { return fmt.Sprintf("%s-%d.yaml", f.Case.Version, f.Case.Seed) }

// Write writes the fixture into a folder.
func (f *Fixture) Write(folder string) error {
	text, err := yaml.Marshal(f)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, f.Name()), text, 0o644)
}

// ReadFixtures reads all fixtures of a folder, by file name.
func ReadFixtures(folder string) (map[string]*Fixture, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	all := map[string]*Fixture{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f := &Fixture{}
		if err := yaml.UnmarshalStrict(text, f); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[filepath.Base(name)] = f
	}
	return all, nil
}
