// nodeimage builds the image of the nodes of a kind cluster into the local Docker Engine, if it is not there:
//
//	go run ./hack/nodeimage         print its reference
//	go run ./hack/nodeimage lock    write e2e/nodeimage/debian.lock anew, from Debian's current packages
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/kubectl-sts/kubectl-sts/e2e/nodeimage"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "error: interrupted; the next build continues with what is downloaded and compiled")
		os.Exit(130)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 0:
		image, err := nodeimage.Ensure(ctx, os.Stderr)
		if err == nil {
			fmt.Println(image)
		}
		return err
	case len(args) == 1 && args[0] == "lock":
		var lock bytes.Buffer
		if err := nodeimage.Lock(ctx, &lock); err != nil {
			return err
		}
		return os.WriteFile("e2e/nodeimage/debian.lock", lock.Bytes(), 0o644)
	}
	return errors.New("usage: go run ./hack/nodeimage [lock]")
}
