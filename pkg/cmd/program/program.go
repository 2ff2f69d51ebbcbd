// Package program knows what this program is called: whoever installed it under
// another name is told commands that exist under that name.
package program

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

// Name is what the program was called as.
type Name struct {
	// Called is the first word of its command line, a path as a rule.
	Called string
	// File is the executable's name, without the extension that Windows wants: kubectl-sts.
	File string
	// Command is what people type: kubectl sts.
	Command string
}

// Default is the name for whatever is not told otherwise.
var Default = Name{File: prefix + "sts", Command: "kubectl sts"}

// Files of a plugin, and of what completes it, begin so:
// https://github.com/kubernetes/kubectl/blob/v0.37.1/pkg/cmd/plugin/plugin_completion.go
const (
	prefix     = "kubectl-"
	completion = "kubectl_complete-"
)

// words are what of a file name can be typed and printed without thought.
var words = regexp.MustCompile(`^[A-Za-z0-9_.]+(-[A-Za-z0-9_.]+)*$`)

// Of reads the name as kubectl makes commands of files: a dash begins the next
// word and an underscore stands for a dash, so that kubectl-inspect_statefulset
// is kubectl inspect-statefulset. A file that kubectl would not find has the
// default name.
// https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/#naming-a-plugin
func Of(called string) Name {
	base := filepath.Base(called)
	if ext := filepath.Ext(base); strings.EqualFold(ext, ".exe") {
		base = strings.TrimSuffix(base, ext)
	}
	rest, isPlugin := strings.CutPrefix(base, prefix)
	if !isPlugin {
		rest, isPlugin = strings.CutPrefix(base, completion)
	}
	name := Default
	if isPlugin && words.MatchString(rest) {
		name.File = prefix + rest
		name.Command = "kubectl " + strings.NewReplacer("-", " ", "_", "-").Replace(rest)
	}
	name.Called = called
	return name
}

// Completes reports whether the program was called as what completes a plugin.
func Completes(called string) bool { return strings.HasPrefix(filepath.Base(called), completion) }

// Completion is the name of the file that kubectl runs to complete the plugin.
func (n Name) Completion() string { return completion + strings.TrimPrefix(n.File, prefix) }

// Rename makes the help of cmd and of all commands below it speak of n. Help is
// text of our own; what holds names of strangers is never searched for ours.
func (n Name) Rename(cmd *cobra.Command) {
	for _, text := range []*string{&cmd.Short, &cmd.Long, &cmd.Example} {
		*text = strings.ReplaceAll(*text, Default.Command, n.Command)
	}
	for _, sub := range cmd.Commands() {
		n.Rename(sub)
	}
}
