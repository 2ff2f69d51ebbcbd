package completion

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// kind is what lies where the file belongs.
type kind int

const (
	nothing kind = iota
	// current leads to the plugin.
	current
	// outdated was made by this command for a plugin that has moved.
	outdated
	// stranger is somebody else's.
	stranger
)

// file is the name of what kubectl runs. Links take a privilege on Windows, and a
// copy would not be upgraded with the plugin: there it is a script.
func (o *Options) file() string {
	if runtime.GOOS == "windows" {
		return o.factory.Name.Completion() + ".cmd"
	}
	return o.factory.Name.Completion()
}

func script(plugin string) string {
	return before + strings.ReplaceAll(plugin, "%", "%%") + behind
}

// What the script has around the plugin's path.
const before, behind = `@"`, `" __complete %*` + "\r\n"

// examine says what path is.
func examine(path, plugin string) (kind, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return nothing, nil
	case err != nil:
		return nothing, err
	case info.Mode().IsRegular():
		return examineScript(path, plugin, info.Size())
	case info.Mode()&fs.ModeSymlink == 0:
		return stranger, nil
	}
	// Also one that somebody made by hand, to the plugin under another of its names.
	if same(path, plugin) {
		return current, nil
	}
	target, err := os.Readlink(path)
	if err != nil {
		return nothing, err
	}
	if filepath.Base(target) != filepath.Base(plugin) {
		return stranger, nil
	}
	return outdated, nil
}

// delivered is the last line of plugins/kubectl_complete-sts, which lies in archives beside the plugin.
const delivered = `exec "kubectl-${0##*/kubectl_complete-}" __complete "$@"` + "\n"

func examineScript(path, plugin string, size int64) (kind, error) {
	if size > 4096 {
		return stranger, nil
	}
	content, err := os.ReadFile(path)
	switch {
	case err != nil:
		return nothing, err
	case strings.HasSuffix(string(content), delivered), string(content) == script(plugin):
		return current, nil
	}
	rest, begins := strings.CutPrefix(string(content), before)
	other, ends := strings.CutSuffix(rest, behind)
	if begins && ends && filepath.Base(other) == filepath.Base(plugin) {
		return outdated, nil
	}
	return stranger, nil
}

func same(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// write makes the file. Nothing is written over: what was not there a moment ago is somebody else's.
func write(path, plugin string, replace bool) error {
	if replace {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	if runtime.GOOS != "windows" {
		if filepath.Dir(plugin) == filepath.Dir(path) {
			plugin = filepath.Base(plugin)
		}
		return os.Symlink(plugin, path)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if err != nil {
		return err
	}
	_, err = f.WriteString(script(plugin))
	return errors.Join(err, f.Close())
}
