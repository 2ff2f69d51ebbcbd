package images

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// normal is a short name as container runtimes complete it, see github.com/distribution/reference.
func normal(name string) string {
	switch strings.Count(name, "/") {
	case 0:
		return "docker.io/library/" + name
	case 1:
		return "docker.io/" + name
	}
	return name
}

// What is applied has to run: an image that an example or a scenario names is made, or is meant not to exist.
func TestEveryImageThatIsNamedIsMade(t *testing.T) {
	var made []string
	for _, i := range All() {
		made = append(made, i.Name())
	}
	named := regexp.MustCompile(`(?:image: |=|\bimage\(")((?:nginx|other|sts-app|busybox|app|luksa/quiz-api|mongo|apache/kafka|elasticsearch|rabbitmq|redis|postgres)(?::[\w.-]+)?)\b`)
	var files []string
	for _, pattern := range []string{"../../examples/*/*.yaml", "../../examples/*/step-2/*.yaml", "../scenarios/*_test.go", "../kind/scenarios/*_test.go", "../framework/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 40 {
		t.Fatalf("%d files: this test looks in the wrong place", len(files))
	}
	seen := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range named.FindAllStringSubmatch(string(content), -1) {
			name := match[1]
			if !strings.Contains(name, ":") && !strings.Contains(match[0], "image") || strings.HasSuffix(name, ":no-such-image") || strings.Contains(file, "snapshots") {
				continue
			}
			seen++
			if !slices.Contains(made, normal(name)) {
				t.Errorf("%s names %s, which is not among the images that are made", file, name)
			}
		}
	}
	if seen < 30 {
		t.Errorf("found %d names of images: this test does not recognise them", seen)
	}
}

// containerd takes an archive whose manifest, configurations and layer fit together.
func TestArchiveFitsTogether(t *testing.T) {
	var archive bytes.Buffer
	if err := Archive(&archive, []byte("the program"), "amd64", All()); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(&archive); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = content
	}
	var manifest []struct {
		Config           string
		RepoTags, Layers []string
	}
	if err := json.Unmarshal(files["manifest.json"], &manifest); err != nil {
		t.Fatal(err)
	}
	if len(manifest) != len(All()) {
		t.Errorf("%d images in the manifest, want %d", len(manifest), len(All()))
	}
	ids := map[string]string{}
	for _, line := range manifest {
		var config struct {
			Architecture string
			Rootfs       struct {
				DiffIDs []string `json:"diff_ids"`
			}
		}
		if err := json.Unmarshal(files[line.Config], &config); err != nil {
			t.Fatalf("configuration of %v: %v", line.RepoTags, err)
		}
		layer := fmt.Sprintf("sha256:%x", sha256.Sum256(files[line.Layers[0]]))
		if config.Architecture != "amd64" || !slices.Equal(config.Rootfs.DiffIDs, []string{layer}) {
			t.Errorf("%v: configuration %+v, want the layer %s", line.RepoTags, config, layer)
		}
		// Two images with one configuration are one image: an update from one to the other would be none.
		id := fmt.Sprintf("%x", sha256.Sum256(files[line.Config]))
		if other := ids[id]; other != "" && strings.Split(other, ":")[0] == strings.Split(line.RepoTags[0], ":")[0] {
			t.Errorf("%s and %s are the same image", other, line.RepoTags[0])
		}
		ids[id] = line.RepoTags[0]
	}
	if names := programNames(t, files[manifest[0].Layers[0]]); !slices.Equal(names, []string{"bin/sts-app", "bin/mongod", "bin/sh"}) {
		t.Errorf("programs in the layer: %q", names)
	}
}

func programNames(t *testing.T, layer []byte) []string {
	t.Helper()
	var names []string
	for r := tar.NewReader(bytes.NewReader(layer)); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Typeflag != tar.TypeDir {
			names = append(names, header.Name)
		}
	}
}
