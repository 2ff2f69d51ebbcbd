package images

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
)

// programs are the names under which an image has its program: sts-app, and commands that examples have.
var programs = []string{"sts-app", "mongod", "sh"}

// Archive writes the images as `docker save` does, which containerd imports: one layer that all share, and for each
// image a configuration and a line in manifest.json. See github.com/moby/docker-image-spec.
func Archive(w io.Writer, program []byte, arch string, all []Image) error {
	return archive(w, program, programs, arch, all)
}

// archive writes images of one program, under the first of its names their entrypoint.
func archive(w io.Writer, program []byte, names []string, arch string, all []Image) error {
	layer, err := layerOf(program, names)
	if err != nil {
		return err
	}
	out := tar.NewWriter(w)
	digest := fmt.Sprintf("%x", sha256.Sum256(layer))
	if err := add(out, digest+"/layer.tar", layer); err != nil {
		return err
	}
	type line struct {
		Config   string
		RepoTags []string
		Layers   []string
	}
	var manifest []line
	for _, image := range all {
		config, err := json.Marshal(map[string]any{
			"architecture": arch, "os": "linux",
			"config": map[string]any{"Env": image.Env, "Entrypoint": []string{"/bin/" + names[0]}},
			"rootfs": map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + digest}},
		})
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%x.json", sha256.Sum256(append(config, image.Name()...)))
		if err := add(out, name, config); err != nil {
			return err
		}
		manifest = append(manifest, line{name, []string{image.Name()}, []string{digest + "/layer.tar"}})
	}
	content, err := json.Marshal(manifest)
	if err != nil {
		return err
	}
	if err := add(out, "manifest.json", content); err != nil {
		return err
	}
	return out.Close()
}

func layerOf(program []byte, names []string) ([]byte, error) {
	var layer bytes.Buffer
	out := tar.NewWriter(&layer)
	for _, folder := range []string{"bin/", "data/", "tmp/"} {
		if err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: folder, Mode: 0o755}); err != nil {
			return nil, err
		}
	}
	for i, name := range names {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: "bin/" + name, Mode: 0o755, Size: int64(len(program))}
		if i > 0 {
			header = &tar.Header{Typeflag: tar.TypeLink, Name: "bin/" + name, Linkname: "bin/" + names[0], Mode: 0o755}
		}
		if err := out.WriteHeader(header); err != nil {
			return nil, err
		}
		if i == 0 {
			if _, err := out.Write(program); err != nil {
				return nil, err
			}
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return layer.Bytes(), nil
}

func add(out *tar.Writer, name string, content []byte) error {
	if err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Size: int64(len(content))}); err != nil {
		return err
	}
	_, err := out.Write(content)
	return err
}
