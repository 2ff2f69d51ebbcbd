package plan

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-sts/kubectl-sts/pkg/plan"
)

// maxManifest is far more than any API server takes.
const maxManifest = 8 << 20

func (c *ChangeFlags) read(out *plan.Change, stdin io.Reader) error {
	if c.Manifest == "" {
		return nil
	}
	in := stdin
	if c.Manifest != "-" {
		file, err := os.Open(c.Manifest)
		if err != nil {
			return fmt.Errorf("--manifest: %w", err)
		}
		defer file.Close()
		in = file
	}
	text, err := io.ReadAll(io.LimitReader(in, maxManifest+1))
	switch {
	case err != nil:
		return fmt.Errorf("--manifest %s: %w", c.Manifest, err)
	case len(text) > maxManifest:
		return fmt.Errorf("--manifest %s: larger than any StatefulSet can be", c.Manifest)
	}
	if out.Manifest, err = manifest(text); err != nil {
		return fmt.Errorf("--manifest %s: %w", c.Manifest, err)
	}
	return nil
}

// manifest finds the one StatefulSet of a file in JSON. Fields that no
// StatefulSet has are errors, as they are to kubectl apply.
func manifest(text []byte) ([]byte, error) {
	var found []byte
	for documents := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text))); ; {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var head struct{ Kind string }
		if err == nil {
			err = yaml.Unmarshal(document, &head)
		}
		if err != nil {
			return nil, err
		}
		if head.Kind != "StatefulSet" {
			continue
		}
		if found != nil {
			return nil, errors.New("it holds more than one StatefulSet")
		}
		if err := yaml.UnmarshalStrict(document, &appsv1.StatefulSet{}); err != nil {
			return nil, plain(err)
		}
		if found, err = yaml.YAMLToJSON(document); err != nil {
			return nil, err
		}
	}
	if found == nil {
		return nil, errors.New("it holds no StatefulSet")
	}
	return found, nil
}

// plain leaves out who says so: `json: unknown field "replica"`.
func plain(err error) error {
	if _, words, found := strings.Cut(err.Error(), "json: "); found {
		return errors.New(words)
	}
	return err
}
