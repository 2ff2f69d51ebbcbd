package kind

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	osexec "os/exec"
	"strings"
	"time"

	"sigs.k8s.io/kind/pkg/exec"
)

// Errors of machines on which no cluster can be made.
var (
	ErrNoDocker    = errors.New("there is no docker command in PATH: install Docker Engine")
	ErrNoDaemon    = errors.New("the Docker engine cannot be reached: start it, or set DOCKER_HOST")
	ErrUnbounded   = errors.New("the Docker engine refuses privileged containers")
	ErrLowDiskRoom = errors.New("too little disk space for Docker")
)

// HasDocker reports whether this machine has the docker command, whatever its state.
func HasDocker() bool {
	_, err := osexec.LookPath("docker")
	return err == nil
}

// room is what three nodes, their image and the volumes of scenarios take.
const room = 4 << 30

// CheckEngine says what keeps this machine from running containers at all.
func CheckEngine(ctx context.Context) error {
	if !HasDocker() {
		return ErrNoDocker
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	root, err := docker(ctx, "info", "--format", "{{.DockerRootDir}}")
	if err != nil {
		return fmt.Errorf("%w (%s)", ErrNoDaemon, lastLine(err.Error()))
	}
	// An engine elsewhere has its folder elsewhere: then nothing is known of its disk.
	if free, known := freeBytes(strings.TrimSpace(root)); known && free < room {
		return fmt.Errorf("%w: %s has %.1f GiB left and a cluster takes %d: free some, for instance with docker system prune",
			ErrLowDiskRoom, strings.TrimSpace(root), float64(free)/(1<<30), room>>30)
	}
	return nil
}

// checkPrivileged starts one privileged container, as kind is about to.
func checkPrivileged(ctx context.Context, image string) error {
	_, err := docker(ctx, "run", "--rm", "--privileged", "--network=none", "--entrypoint=/bin/true", image)
	if err == nil {
		return nil
	}
	said := err.Error()
	if !strings.Contains(said, "operation not permitted") && !strings.Contains(said, "unable to apply caps") {
		return fmt.Errorf("start a container of %s: %s", image, lastLine(said))
	}
	what := lastLine(said)
	if lacks := missingCapabilities("/proc/self/status"); lacks != "" {
		what = "this machine withholds " + lacks + ", which engines before 23 insist on: update it, or run .ci/docker (see docs/e2e.md)"
	}
	return fmt.Errorf("%w: %s", ErrUnbounded, what)
}

// capabilities by their number, of those that machines are known to withhold, see capabilities(7).
var capabilities = map[int]string{12: "CAP_NET_ADMIN", 16: "CAP_SYS_MODULE", 17: "CAP_SYS_RAWIO", 19: "CAP_SYS_PTRACE", 21: "CAP_SYS_ADMIN", 24: "CAP_SYS_RESOURCE", 27: "CAP_MKNOD"}

// missingCapabilities names those that are not in the bounding set of this process, and so of nobody here.
func missingCapabilities(status string) string {
	content, err := os.ReadFile(status)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		var bounding uint64
		if _, err := fmt.Sscanf(line, "CapBnd: %x", &bounding); err != nil {
			continue
		}
		var lacks []string
		for number := range 41 {
			if name := capabilities[number]; name != "" && bounding&(1<<number) == 0 {
				lacks = append(lacks, name)
			}
		}
		return strings.Join(lacks, ", ")
	}
	return ""
}

// docker runs the engine's command line, which kind uses too; its complaints are the error.
func docker(ctx context.Context, args ...string) (string, error) {
	cmd := osexec.CommandContext(ctx, "docker", args...)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("docker %s: %w: %s", args[0], err, strings.TrimSpace(complaints.String()))
	}
	return string(out), nil
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

// enoughWatches is the limit up to which a few clusters side by side start; Linux' own default is 128.
const enoughWatches = 512

// why is the line of a cluster that does not come up, with what is known to keep nodes from starting.
func why(err error) error {
	line := oneLine(err)
	content, _ := os.ReadFile("/proc/sys/fs/inotify/max_user_instances")
	limit := 0
	if _, scanErr := fmt.Sscan(string(content), &limit); scanErr == nil && limit < enoughWatches && strings.Contains(line.Error(), "log line") {
		return fmt.Errorf("%w; fs.inotify.max_user_instances is %d, too few beside other clusters: sysctl -w fs.inotify.max_user_instances=1024", line, limit)
	}
	return line
}

// oneLine makes a line of an error of kind's, which may go on with what a command printed. Of that the line matters
// which says that it is the error.
func oneLine(err error) error {
	if err == nil {
		return nil
	}
	first, rest, _ := strings.Cut(err.Error(), "\n")
	if run := exec.RunErrorForError(err); run != nil {
		rest = string(run.Output)
	}
	why := ""
	for line := range strings.Lines(rest) {
		if line = strings.TrimSpace(line); strings.HasPrefix(strings.ToLower(line), "error") || strings.HasPrefix(line, "docker: ") {
			why = ": " + line
		}
	}
	return fmt.Errorf("kind: %s%s", strings.TrimSpace(first), why)
}
