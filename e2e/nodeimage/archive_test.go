package nodeimage

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
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

func archiveOf(t *testing.T, images ...containerImage) (raw []byte, files map[string][]byte) {
	t.Helper()
	output := filepath.Join(t.TempDir(), "images.tar")
	if err := writeArchive(t.Context(), t.TempDir(), output, images); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for archive := tar.NewReader(bytes.NewReader(raw)); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return raw, files
		} else if err != nil {
			t.Fatal(err)
		}
		if files[header.Name], err = io.ReadAll(archive); err != nil {
			t.Fatal(err)
		}
	}
}

func TestArchive(t *testing.T) {
	raw, files := archiveOf(t,
		containerImage{names: []string{"example.com/a:1", "example.com/b:1"}, files: sample(t)},
		containerImage{names: []string{"example.com/c:1"}, entrypoint: []string{"/c"}, files: tree{}},
	)
	if again, _ := archiveOf(t,
		containerImage{names: []string{"example.com/a:1", "example.com/b:1"}, files: sample(t)},
		containerImage{names: []string{"example.com/c:1"}, entrypoint: []string{"/c"}, files: tree{}},
	); !bytes.Equal(raw, again) {
		t.Error("the same images are not the same bytes")
	}
	var index manifest
	decode(t, files["index.json"], &index)
	var names []string
	for _, m := range index.Manifests {
		names = append(names, m.Annotations[nameOf])
	}
	if diff := cmp.Diff([]string{"example.com/a:1", "example.com/b:1", "example.com/c:1"}, names); diff != "" {
		t.Error(diff)
	}
	if index.Manifests[0].Digest != index.Manifests[1].Digest {
		t.Error("two names of one image are two images")
	}
	first := imageOf(t, files, index.Manifests[0])
	if len(first.entrypoint) > 0 || !bytes.Equal(first.layer, write(t, sample(t))) {
		t.Errorf("the first image: entrypoint %v, or other files", first.entrypoint)
	}
	if last := imageOf(t, files, index.Manifests[2]); !cmp.Equal(last.entrypoint, []string{"/c"}) {
		t.Errorf("the last image has the entrypoint %v", last.entrypoint)
	}
}

type readImage struct {
	entrypoint []string
	layer      []byte
}

// imageOf reads an image as containerd does, by digests alone, and checks each.
func imageOf(t *testing.T, files map[string][]byte, d descriptor) readImage {
	t.Helper()
	blob := func(d descriptor) []byte {
		content := files["blobs/sha256/"+d.Digest[len("sha256:"):]]
		if got := digest(content); got != d.Digest || int64(len(content)) != d.Size {
			t.Fatalf("%d bytes with the digest %s, want %d with %s", len(content), got, d.Size, d.Digest)
		}
		return content
	}
	var m manifest
	decode(t, blob(d), &m)
	var config imageConfig
	decode(t, blob(*m.Config), &config)
	plain, err := zstd.NewReader(bytes.NewReader(blob(m.Layers[0])))
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	layer, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{digest(layer)}, config.RootFS.DiffIDs); diff != "" {
		t.Error(diff)
	}
	return readImage{config.Config.Entrypoint, layer}
}

func digest(content []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(content)) }

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}
