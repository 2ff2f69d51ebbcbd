package images

import (
	"context"
	"io"
)

// Write builds sts-app from the sources under root, the folder of the repository, and writes the archive of all images.
func Write(ctx context.Context, w io.Writer, root, arch string) error {
	program, err := build(ctx, root, "./e2e/images/sts-app", arch)
	if err != nil {
		return err
	}
	return Archive(w, program, arch, All())
}
