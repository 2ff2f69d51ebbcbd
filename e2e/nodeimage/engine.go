package nodeimage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// repository is where our images lie in the engine, and label what finds them when they have no name.
const (
	repository = "kubectl-sts/node"
	label      = "kubectl-sts.dev/node-image"
)

// engine is the local Docker Engine, through its command, as kind uses it.
type engine struct{}

func newEngine(ctx context.Context) (*engine, error) {
	if _, err := exec.LookPath("docker"); err != nil {
		return nil, errors.New("no docker on this machine: kind needs Docker Engine, see https://docs.docker.com/engine/install")
	}
	if _, err := docker(ctx, nil, "version", "--format", "{{.Server.Version}}"); err != nil {
		return nil, fmt.Errorf("the Docker Engine does not answer: %w", err)
	}
	return &engine{}, nil
}

func (e *engine) has(ctx context.Context, image string) bool {
	_, err := docker(ctx, nil, "image", "inspect", "--format", "{{.Id}}", image)
	return err == nil
}

// load makes an image of a root file system. It gets its name when it is complete.
func (e *engine) load(ctx context.Context, image string, files tree) error {
	out, in, err := os.Pipe()
	if err != nil {
		return err
	}
	defer in.Close()
	ctx, broken := context.WithCancelCause(ctx)
	defer broken(nil)
	go func() {
		if err := files.writeTar(in); err != nil {
			// Kills the client, which breaks its stream off; closing the pipe would look like the end of the files.
			broken(err)
			return
		}
		in.Close()
	}()
	id, err := docker(ctx, out, "import",
		"--change", "ENV container=docker", // by this systemd knows that it is in a container
		"--change", `ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]`,
		"--change", "LABEL "+label+"="+Kubernetes,
		"-")
	cause := context.Cause(ctx)
	out.Close() // and so the writer ends, if it has not
	if cause != nil {
		return cause
	}
	if err != nil {
		return fmt.Errorf("import the node image into Docker: %w", err)
	}
	_, err = docker(ctx, nil, "tag", id, image)
	return err
}

// prune removes earlier images but for the last one, with which another clone may be about to make a cluster, and
// those that a container uses. What never got a name goes, too.
func (e *engine) prune(ctx context.Context, current string) error {
	list, err := docker(ctx, nil, "image", "ls", "--filter", "label="+label, "--format", "{{.Repository}}:{{.Tag}} {{.ID}}")
	if err != nil {
		return err
	}
	kept := false
	for line := range strings.Lines(list) { // the newest first
		name, id, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case strings.HasPrefix(name, "<none>:"):
			name = id // never finished
		case name == current, !strings.HasPrefix(name, repository+":"):
			continue // somebody else gave it a name to keep it
		case !kept:
			kept = true
			continue
		}
		// Refused while a node is made of it.
		_, _ = docker(ctx, nil, "image", "rm", name)
	}
	return nil
}

// docker runs one command and returns what it prints.
func docker(ctx context.Context, stdin io.Reader, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "docker", args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &stdout, &stderr
	// A docker that is a script leaves a child behind when it is killed, which keeps the streams open.
	cmd.WaitDelay = 2 * time.Second
	err := cmd.Run()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return "", complaint(stderr.String(), err)
	}
	return strings.TrimSpace(stdout.String()), nil
}

// complaint picks the one line of Docker's that says what is wrong.
func complaint(stderr string, err error) error {
	for line := range strings.Lines(stderr) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "docker: ")
		line = strings.TrimPrefix(line, "Error response from daemon: ")
		if strings.Contains(line, "no space left on device") {
			return errors.New("no space left where Docker keeps its images: docker system df says what they take")
		}
		if line != "" && !strings.HasPrefix(line, "WARNING: ") && !strings.HasPrefix(line, "See 'docker") && !strings.HasPrefix(line, "Run 'docker") {
			return errors.New(strings.TrimSuffix(line, "."))
		}
	}
	return err
}
