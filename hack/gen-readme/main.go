// gen-readme fills the screens of Markdown files with what the program prints:
//
//	go run ./hack/gen-readme -program bin/kubectl-sts README.md
//
// A screen is a block between two comments, the first of which is the command:
//
//	<!-- BEGIN screen: kubectl sts list -A -f examples/snapshots/demo.yaml -->
//	<!-- END screen -->
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

func main() {
	program := flag.String("program", "", "the built `kubectl-sts`")
	flag.Parse()
	if *program == "" || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: go run ./hack/gen-readme -program file markdown…")
		os.Exit(1)
	}
	for _, file := range flag.Args() {
		if err := update(file, *program); err != nil {
			fmt.Fprintf(os.Stderr, "error: %s: %v\n", file, err)
			os.Exit(1)
		}
	}
}

func update(file, program string) error {
	before, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	after, err := fill(string(before), func(command string) (string, error) { return screen(program, command) })
	if err != nil {
		return err
	}
	if after == string(before) {
		return nil
	}
	return os.WriteFile(file, []byte(after), 0o644) //nolint:gosec // a README is for everybody
}

var begin = regexp.MustCompile(`(?m)^<!-- BEGIN screen: (.+) -->\n`)

const end = "<!-- END screen -->\n"

// fill replaces what stands in each block of text by the screen of its command.
func fill(text string, screen func(command string) (string, error)) (string, error) {
	var out strings.Builder
	for {
		at := begin.FindStringSubmatchIndex(text)
		if at == nil {
			out.WriteString(text)
			return out.String(), nil
		}
		command := text[at[2]:at[3]]
		out.WriteString(text[:at[1]])
		text = text[at[1]:]
		stop := strings.Index(text, end)
		if next := begin.FindStringIndex(text); stop < 0 || next != nil && next[0] < stop {
			return "", fmt.Errorf("block %q has no %q", command, strings.TrimSpace(end))
		}
		printed, err := screen(command)
		if err != nil {
			return "", err
		}
		out.WriteString("```console\n$ " + command + "\n" + printed + "```\n" + end)
		text = text[stop+len(end):]
	}
}

// screen runs a command and returns what it writes. Exit code 2 is an answer
// ("no"), not a failure.
func screen(program, command string) (string, error) {
	args, isOurs := strings.CutPrefix(command+" ", "kubectl sts ")
	if !isOurs {
		return "", fmt.Errorf("command %q does not start with kubectl sts", command)
	}
	cmd := exec.Command(program, strings.Fields(args)...)
	// No cluster and no habits of the one who runs this: only what the command names.
	cmd.Env = []string{"KUBECONFIG=/dev/null", "HOME=/nonexistent", "NO_COLOR=1", "TZ=UTC"}
	var printed, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &said
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 2) {
		return "", fmt.Errorf("%s: %w\n%s", command, err, said.String())
	}
	if text := printed.String(); text == "" || strings.HasSuffix(text, "\n") {
		return text, nil
	}
	return printed.String() + "\n", nil
}
