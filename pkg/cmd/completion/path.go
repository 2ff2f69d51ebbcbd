package completion

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
)

// plugin is the path under which the program was found. What it leads to does not
// matter: Krew puts each version into a folder of its own, and one link before them.
func (o *Options) plugin() (string, error) {
	// Also a path is looked up: on Windows it may lack its extension.
	found, err := exec.LookPath(o.factory.Name.Called)
	if err != nil {
		return os.Executable()
	}
	return filepath.Abs(found)
}

// candidates are folders of PATH to put the file into, best first: the plugin's own
// when it is one of them. Of several such files kubectl takes the first in PATH. So
// where there is one already, it is made good, or another one is put before it.
func candidates(file, own string) []string {
	found, err := exec.LookPath(file)
	if err != nil {
		return folders(own)
	}
	dir := filepath.Dir(found)
	inOrder := folders("")
	return append([]string{dir}, inOrder[:max(slices.Index(inOrder, dir), 0)]...)
}

// folders are those of PATH, first first when it is one of them. What is not
// absolute depends on where one happens to be.
func folders(first string) []string {
	var out []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if dir = filepath.Clean(dir); filepath.IsAbs(dir) && !slices.Contains(out, dir) {
			out = append(out, dir)
		}
	}
	if i := slices.Index(out, first); i > 0 {
		out = slices.Insert(slices.Delete(out, i, i+1), 0, first)
	}
	return out
}

// kubectlCompletion is the command that completes kubectl in the user's shell.
func kubectlCompletion() string {
	if runtime.GOOS == "windows" {
		return "kubectl completion powershell | Out-String | Invoke-Expression"
	}
	switch shell := filepath.Base(os.Getenv("SHELL")); shell {
	case "zsh":
		return "source <(kubectl completion zsh)"
	case "fish":
		return "kubectl completion fish | source"
	}
	return "source <(kubectl completion bash)"
}
