package nodeimage

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kubectl-sts/kubectl-sts/hack/gobuild"
)

// sources are the folders of everything that goes into the image, seen from the root of the repository.
var sources = []string{"e2e/controlplane", "e2e/nodeimage"}

// key stands for the content of the image: what is built from, and with what.
func key(root string) (string, error) { return gobuild.ContentKey(os.DirFS(root), sources) }

// compiled is what this program builds with, whatever has become of the sources since.
//
//go:embed *.go debian.lock all:rootfs
var compiled embed.FS

// upToDate refuses a program that is older than the sources by which it would call its image.
func upToDate(root string) error {
	is, err := ownKey(os.DirFS(filepath.Join(root, "e2e", "nodeimage")))
	if err != nil {
		return err
	}
	was, err := ownKey(compiled)
	if err == nil && is != was {
		err = errors.New("e2e/nodeimage has changed since this program was compiled: start again, so that it is compiled anew")
	}
	return err
}

func ownKey(files fs.FS) (string, error) {
	programs, err := fs.Glob(files, "*.go")
	if err != nil {
		return "", err
	}
	return gobuild.ContentKey(files, append(programs, "debian.lock", "rootfs"))
}

// repositoryRoot is the folder above the working directory that has our lock: tests run in the folder of their package.
func repositoryRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(lockFile))); err == nil {
			return dir, nil
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", errors.New("the node image is built from the repository: run this inside of a clone")
		}
		dir = above
	}
}
