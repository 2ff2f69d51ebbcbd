// krew-manifest writes the manifests of the plugin for Krew from the checksums of
// the archives of a release:
//
//	krew-manifest -checksums dist/checksums.txt sts=krew-manifest.yaml
//
// Each argument is the name of a plugin and the file of its manifest.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

// releases is where archives are downloaded from, below the tag of their version.
const releases = "https://github.com/kubectl-sts/kubectl-sts/releases/download"

func main() {
	checksums := flag.String("checksums", "dist/checksums.txt", "what `make dist` wrote of its archives")
	draft := flag.Bool("draft", false, "take what there is: archives of a changed working tree, or of some platforms")
	from := flag.String("releases", releases, "URL of the folder that holds a folder of archives for each tag")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: krew-manifest [-checksums FILE] [-draft] [-releases URL] NAME=FILE …")
	}
	flag.Parse()
	if err := run(*checksums, release{Draft: *draft, Releases: *from}, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(checksums string, r release, wanted []string) error {
	if len(wanted) == 0 {
		return fmt.Errorf("name a plugin and the file of its manifest: sts=krew-manifest.yaml")
	}
	text, err := os.ReadFile(checksums)
	if err != nil {
		return fmt.Errorf("%w; run: make dist", err)
	}
	if err := r.read(string(text)); err != nil {
		return fmt.Errorf("%s: %w", checksums, err)
	}
	for _, w := range wanted {
		name, file, found := strings.Cut(w, "=")
		if !found {
			return fmt.Errorf("%q: want the name of a plugin and the file of its manifest: sts=krew-manifest.yaml", w)
		}
		manifest, err := r.manifest(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, manifest, 0o644); err != nil {
			return err
		}
	}
	return nil
}
