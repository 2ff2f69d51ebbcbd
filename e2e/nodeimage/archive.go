package nodeimage

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"
)

// The media types and fields of https://github.com/opencontainers/image-spec, as far as used.
const (
	mediaIndex    = "application/vnd.oci.image.index.v1+json"
	mediaManifest = "application/vnd.oci.image.manifest.v1+json"
	mediaConfig   = "application/vnd.oci.image.config.v1+json"
	mediaLayer    = "application/vnd.oci.image.layer.v1.tar+zstd"
	// nameOf is by what containerd knows which name a manifest of an archive gets.
	nameOf = "io.containerd.image.name"
)

type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int64             `json:"size"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type manifest struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Config        *descriptor  `json:"config,omitempty"`
	Layers        []descriptor `json:"layers,omitempty"`
	Manifests     []descriptor `json:"manifests,omitempty"`
}

type imageConfig struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
	Config       struct {
		Env        []string `json:"Env"`
		Entrypoint []string `json:"Entrypoint,omitempty"`
	} `json:"config"`
	RootFS struct {
		Type    string   `json:"type"`
		DiffIDs []string `json:"diff_ids"`
	} `json:"rootfs"`
}

// archive is an image archive in the making: an OCI image layout in a folder.
type archive struct {
	dir   string
	index manifest
	files tree
}

// writeArchive makes a file of the images that `ctr images import` reads. Scratch files lie in dir.
func writeArchive(ctx context.Context, dir, output string, images []containerImage) error {
	a := &archive{dir: dir, index: manifest{SchemaVersion: 2, MediaType: mediaIndex}, files: tree{}}
	for _, image := range images {
		if err := errors.Join(ctx.Err(), a.add(image)); err != nil {
			return fmt.Errorf("image %s: %w", image.names[0], err)
		}
	}
	index, err := json.Marshal(a.index)
	if err != nil {
		return err
	}
	a.files.file("index.json", 0o644, index)
	a.files.file("oci-layout", 0o644, []byte(`{"imageLayoutVersion":"1.0.0"}`))
	file, err := os.Create(output)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := a.files.writeTar(file); err != nil {
		return err
	}
	return file.Close()
}

func (a *archive) add(image containerImage) error {
	layer, diffID, err := a.layer(image.files)
	if err != nil {
		return err
	}
	config := imageConfig{Architecture: architecture, OS: "linux"}
	config.Config.Env = []string{"PATH=/usr/local/bin:/usr/sbin:/usr/bin"}
	config.Config.Entrypoint = image.entrypoint
	config.RootFS.Type, config.RootFS.DiffIDs = "layers", []string{diffID}
	configured, err := a.document(mediaConfig, config)
	if err != nil {
		return err
	}
	described, err := a.document(mediaManifest, manifest{
		SchemaVersion: 2, MediaType: mediaManifest, Config: &configured, Layers: []descriptor{layer},
	})
	if err != nil {
		return err
	}
	for _, name := range image.names {
		described.Annotations = map[string]string{nameOf: name}
		a.index.Manifests = append(a.index.Manifests, described)
	}
	return nil
}

// layer compresses the files; the second name is that of the plain bytes, which is how a layer is known.
func (a *archive) layer(files tree) (descriptor, string, error) {
	file, err := os.CreateTemp(a.dir, "layer-*")
	if err != nil {
		return descriptor{}, "", err
	}
	defer file.Close()
	packed, plain := sha256.New(), sha256.New()
	size := &counter{}
	// One goroutine writes the same bytes on every machine.
	compressed, err := zstd.NewWriter(io.MultiWriter(file, packed, size), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return descriptor{}, "", err
	}
	if err := files.writeTar(io.MultiWriter(compressed, plain)); err != nil {
		return descriptor{}, "", err
	}
	if err := compressed.Close(); err != nil {
		return descriptor{}, "", err
	}
	sum := fmt.Sprintf("%x", packed.Sum(nil))
	a.files.copyOf("blobs/sha256/"+sum, 0o644, file.Name())
	return descriptor{MediaType: mediaLayer, Digest: "sha256:" + sum, Size: size.bytes}, fmt.Sprintf("sha256:%x", plain.Sum(nil)), file.Close()
}

func (a *archive) document(mediaType string, v any) (descriptor, error) {
	content, err := json.Marshal(v)
	if err != nil {
		return descriptor{}, err
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(content))
	a.files.file("blobs/sha256/"+sum, 0o644, content)
	return descriptor{MediaType: mediaType, Digest: "sha256:" + sum, Size: int64(len(content))}, nil
}

// counter counts what is written to it.
type counter struct{ bytes int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}
