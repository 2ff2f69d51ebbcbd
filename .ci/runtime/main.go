// runtime lets an engine before 23 run privileged containers on a machine that withholds capabilities.
//
// Such an engine gives --privileged every capability that the kernel knows, and runc refuses what its own
// bounding set lacks. From 23 on the engine asks only for what there is (github.com/moby/moby/pull/42933).
// Registered as the engine's runtime, this program takes the missing ones out of what is asked and becomes runc:
//
//	runtime configure    register the program with the engine, if the engine needs it
//	runtime …            what the engine calls: every argument is runc's
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	args := os.Args[1:]
	if len(args) == 1 && args[0] == "configure" {
		if err := configure(); err != nil {
			fail(err)
		}
		return
	}
	if err := becomeRunc(args); err != nil {
		fail(err)
	}
}

func becomeRunc(args []string) error {
	if call := parse(args); call.file != "" {
		held, err := boundingSet("self")
		if err != nil {
			return err
		}
		if err := trimFile(call, held); err != nil {
			return err
		}
	}
	runc, err := exec.LookPath("runc")
	if err != nil {
		return err
	}
	return syscall.Exec(runc, append([]string{runc}, args...), os.Environ())
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(1)
}
