package main

import (
	"io"
	"os"
)

// dieWithLauncher ends a component when its launcher is gone, on every system: the launcher holds the only
// write end of the pipe that is our standard input, so the end of input is the end of the launcher.
// (On Linux the parent-death signal does the same for a component that is too busy to notice.)
func dieWithLauncher() {
	info, err := os.Stdin.Stat()
	if err != nil || info.Mode()&os.ModeNamedPipe == 0 || os.Getenv(lifelineVariable) == "" {
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
}

// lifelineVariable marks a component that a launcher started; one started by hand may read what it likes.
const lifelineVariable = "STS_CONTROLPLANE_LIFELINE"
