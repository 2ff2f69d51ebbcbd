package diff

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/kubectl-sts/kubectl-sts/pkg/diff"
)

// externalDiff is the variable that names another program, as kubectl diff has it.
const externalDiff = "KUBECTL_EXTERNAL_DIFF"

// safeArgument is what kubectl diff lets pass: letters, digits, dashes and equals
// signs (DiffProgram.getCommand). Anything else is dropped, as there.
var safeArgument = regexp.MustCompile(`^[a-zA-Z0-9-=]+$`)

// patience is how long the other program has to end when this one is told to.
const patience = 2 * time.Second

// external lets another program show texts: it gets two directories with a file a
// pair, behind them its own arguments. 1 from it means that they differ.
func external(ctx context.Context, program string, texts []diff.Text, out, errOut io.Writer) error {
	if len(texts) == 0 {
		return nil
	}
	// Whoever reads may be gone by now, and a write end this program: before there
	// is anything to leave behind.
	fmt.Fprintln(out)
	// A terminal that is closed must not leave it behind either.
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
	defer stop()
	dir, err := os.MkdirTemp("", "kubectl-sts-diff-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	from, to, err := write(dir, texts)
	if err != nil {
		return err
	}
	words := strings.Split(program, " ")
	args := []string{from, to}
	for _, word := range words[1:] {
		if safeArgument.MatchString(word) {
			args = append(args, word)
		}
	}
	cmd := exec.CommandContext(ctx, words[0], args...)
	cmd.Stdout, cmd.Stderr = out, errOut
	// First asked, so that one that draws on the terminal can put it in order.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = patience
	err = cmd.Run()
	var ended *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil, errors.As(err, &ended) && (ended.ExitCode() == 1 || unread(ended)):
		return nil
	}
	return fmt.Errorf("%s: %q: %w", externalDiff, words[0], err)
}

// unread: nobody reads what the other program writes any more, as behind `| head`.
func unread(ended *exec.ExitError) bool {
	status, ok := ended.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGPIPE
}

// write puts the texts into two directories, which the other program's output names:
// of one pair by what is compared, of several by FROM and TO.
func write(dir string, texts []diff.Text) (from, to string, err error) {
	from, to = filepath.Join(dir, "FROM"), filepath.Join(dir, "TO")
	if len(texts) == 1 {
		from, to = from+"-"+texts[0].FromName, to+"-"+texts[0].ToName
	}
	for _, d := range []string{from, to} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return "", "", err
		}
	}
	for i, text := range texts {
		name := "template.yaml"
		if len(texts) > 1 {
			name = strconv.Itoa(i+1) + "-" + text.FromName + "-" + text.ToName + ".yaml"
		}
		if err := os.WriteFile(filepath.Join(from, name), []byte(text.From), 0o600); err != nil {
			return "", "", err
		}
		if err := os.WriteFile(filepath.Join(to, name), []byte(text.To), 0o600); err != nil {
			return "", "", err
		}
	}
	return from, to, nil
}
