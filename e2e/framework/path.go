package framework

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// tools are what a scenario's PATH has besides kubectl and the plugin: two shells and what printed commands use. A
// plugin that needed anything else would not work for everybody.
var tools = []string{"bash", "sh", "cat", "diff", "grep", "mv"}

// linkTools fills the folder that is all of PATH.
func (c *cluster) linkTools(kubectl, plugin string) error {
	programs := map[string]string{"kubectl": kubectl, "kubectl-sts": plugin}
	for _, tool := range tools {
		path, err := exec.LookPath(tool)
		if err != nil {
			return fmt.Errorf("%w: scenarios run printed commands, which use it", err)
		}
		programs[tool] = path
	}
	if err := os.MkdirAll(c.bin, 0o700); err != nil {
		return err
	}
	for name, path := range programs {
		if err := os.Symlink(path, filepath.Join(c.bin, name)); err != nil {
			return err
		}
	}
	return nil
}

// environment of every command that a scenario runs: nothing of the person who runs it.
func (c *cluster) environment(kubeconfig string) []string {
	env := []string{"PATH=" + c.bin, "KUBECONFIG=" + kubeconfig, "HOME=" + filepath.Join(c.dir, "home"), "LANG=C.UTF-8"}
	// Where a plugin built with -cover writes what was reached.
	if dir := os.Getenv("GOCOVERDIR"); dir != "" {
		env = append(env, "GOCOVERDIR="+dir)
	}
	return env
}
