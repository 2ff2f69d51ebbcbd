package diff

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/kubectl-sts/kubectl-sts/pkg/diff"
)

func TestExternal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	t.Setenv("TMPDIR", t.TempDir())
	program := filepath.Join(t.TempDir(), "program")
	script := "#!/bin/sh\necho \"$#:$3:$4\"\ncat \"$1\"/* \"$2\"/*\nls -ld \"$1\" | cut -c1-10\nls -l \"$2\" | tail -1 | cut -c1-10\nexit ${CODE:-1}\n"
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	texts := []diff.Text{{FromName: "web-7f9c", ToName: "web-5d46", From: "old\n", To: "new\n"}}
	run := func(command string, texts []diff.Text) (string, error) {
		var out bytes.Buffer
		err := external(context.Background(), command, texts, &out, &out)
		left, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*"))
		if len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
		return out.String(), err
	}

	// Arguments that are not plain are dropped, as kubectl diff does.
	out, err := run(program+" -u ; $(id) --color=never ../x", texts)
	if want := "\n4:-u:--color=never\nold\nnew\ndrwx------\n-rw-------\n"; out != want || err != nil {
		t.Errorf("got %q, %v, want %q", out, err, want)
	}
	if out, err = run(program, append(texts, texts...)); !strings.Contains(out, "old\nold\nnew\nnew\n") || err != nil {
		t.Errorf("two pairs: %q, %v", out, err)
	}
	if out, err = run(program, nil); out != "" || err != nil {
		t.Errorf("without a difference nothing runs: %q, %v", out, err)
	}
	t.Setenv("CODE", "0")
	if _, err = run(program, texts); err != nil {
		t.Errorf("a program may find no difference: %v", err)
	}
	killed := filepath.Join(t.TempDir(), "killed")
	if err := os.WriteFile(killed, []byte("#!/bin/sh\nkill -PIPE $$\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err = run(killed, texts); err != nil {
		t.Errorf("a program whose reader is gone: %v", err)
	}
	t.Setenv("CODE", "2")
	if _, err = run(program, texts); err == nil || !strings.Contains(err.Error(), "exit status 2") {
		t.Errorf("exit code 2: error %v", err)
	}
}

// onWrite is called with whatever is written.
type onWrite func(string)

func (f onWrite) Write(p []byte) (int, error) { f(string(p)); return len(p), nil }

// A pipe whose reader is gone ends this program in the middle of a write: templates
// may not lie around then.
func TestNothingIsWrittenWhileTemplatesLieAround(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	t.Setenv("TMPDIR", t.TempDir())
	wrote := 0
	out := onWrite(func(text string) {
		wrote++
		if left, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*")); len(left) > 0 {
			t.Errorf("%q is written while there is %q", text, left)
		}
	})
	texts := []diff.Text{{FromName: "a", ToName: "b", From: "old\n", To: "new\n"}}
	if err := external(context.Background(), "true", texts, out, out); err != nil || wrote == 0 {
		t.Errorf("%d writes, %v", wrote, err)
	}
}

// A signal ends the other program, which is asked first, and leaves nothing behind.
func TestExternalIsEnded(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	t.Setenv("TMPDIR", t.TempDir())
	program := filepath.Join(t.TempDir(), "program")
	script := "#!/bin/sh\ntrap 'echo restored; exit 1' TERM\necho ready\nwhile :; do sleep 0.05; done\n"
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var all strings.Builder
	out := onWrite(func(text string) {
		all.WriteString(text)
		if strings.Contains(text, "ready") {
			cancel()
		}
	})
	err := external(ctx, program, []diff.Text{{FromName: "a", ToName: "b", From: "old\n", To: "new\n"}}, out, io.Discard)
	if !errors.Is(err, context.Canceled) || !strings.Contains(all.String(), "restored") {
		t.Errorf("%v, %q", err, all.String())
	}
	if left, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
