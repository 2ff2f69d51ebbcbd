package completion

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
)

// Options of `kubectl sts completion`.
type Options struct {
	// Dir is where the file is put, or removed from, in place of PATH.
	Dir string

	factory *factory.Factory
}

// install puts the file where kubectl finds it, once.
func (o *Options) install() error {
	plugin, err := o.plugin()
	if err != nil {
		return err
	}
	file := o.file()
	dirs := []string{o.Dir}
	if o.Dir == "" {
		dirs = candidates(file, filepath.Dir(plugin))
	}
	if len(dirs) == 0 {
		return errors.New("PATH names no folder by its full path; name one with --dir")
	}
	for _, dir := range dirs {
		if err = o.link(dir, file, plugin); err == nil || o.Dir != "" || errors.As(err, new(takenError)) {
			return err
		}
	}
	return fmt.Errorf("cannot write to a folder of PATH; name another with --dir: %w", err)
}

// takenError is the path of a file of the name that is somebody else's.
type takenError string

func (path takenError) Error() string {
	return string(path) + " is there and is not what this command makes: remove it, or name another folder with --dir"
}

// link makes the file in dir, unless it is there, and says what is to be known.
func (o *Options) link(dir, file, plugin string) error {
	path, err := filepath.Abs(filepath.Join(dir, file))
	if err != nil {
		return err
	}
	said := "installed"
	switch is, err := examine(path, plugin); {
	case err != nil:
		return err
	case is == stranger:
		return takenError(path)
	case is == current:
		said = "is there already"
	default:
		if err := write(path, plugin, is == outdated); err != nil {
			return err
		}
	}
	fmt.Fprintf(o.factory.Out, "%s: %s\n", said, path)
	if !slices.Contains(folders(""), filepath.Dir(path)) {
		fmt.Fprintf(o.factory.ErrOut, "note: %s is not in PATH: kubectl looks for the file there\n", filepath.Dir(path))
	}
	fmt.Fprintf(o.factory.Out, "Where TAB completes kubectl, it completes %s. Where it does not: %s\n", o.factory.Name.Command, kubectlCompletion())
	return nil
}

// uninstall removes the file from PATH, or from the folder that is named.
func (o *Options) uninstall() error {
	plugin, err := o.plugin()
	if err != nil {
		return err
	}
	dirs := folders("")
	if o.Dir != "" {
		dirs = []string{o.Dir}
	}
	removed := false
	for _, dir := range dirs {
		path := filepath.Join(dir, o.file())
		switch is, err := examine(path, plugin); {
		case err != nil && o.Dir == "": // a folder of PATH that is closed to us holds nothing of ours
		case err != nil:
			return err
		case is == stranger:
			fmt.Fprintf(o.factory.ErrOut, "note: %s is not what install makes, and stays\n", path)
		case is == current || is == outdated:
			if err := os.Remove(path); err != nil {
				return err
			}
			removed = true
			fmt.Fprintf(o.factory.Out, "removed: %s\n", path)
		}
	}
	if !removed {
		fmt.Fprintln(o.factory.Out, "nothing to remove")
	}
	return nil
}
