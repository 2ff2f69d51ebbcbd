// Package examples_test keeps the manifests what their readers take them for.
package examples_test

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	sigsyaml "sigs.k8s.io/yaml"
)

// What snapshots may weigh: they are cloned with the repository.
const maxSnapshot = 300 << 10

func TestManifests(t *testing.T) {
	var files []string
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".yaml" && !strings.HasPrefix(filepath.ToSlash(path), "snapshots/") {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d manifests: %v", len(files), err)
	}
	for _, path := range files {
		t.Run(path, func(t *testing.T) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if comment := leadingComment(string(content)); comment < 2 || comment > 4 {
				t.Errorf("begins with %d lines of comment, want two to four that say what it shows", comment)
			}
			documents := yaml.NewYAMLReader(bufio.NewReader(strings.NewReader(string(content))))
			for {
				document, err := documents.Read()
				if errors.Is(err, io.EOF) {
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				checkDocument(t, document)
			}
		})
	}
}

func leadingComment(content string) (lines int) {
	for line := range strings.Lines(content) {
		if !strings.HasPrefix(line, "# ") {
			break
		}
		lines++
	}
	return lines
}

// checkDocument decodes a document strictly and fails on what would keep it from being applied anywhere.
func checkDocument(t *testing.T, document []byte) {
	var kind metav1.TypeMeta
	if err := sigsyaml.Unmarshal(document, &kind); err != nil {
		t.Fatal(err)
	}
	var object metav1.Object
	switch kind.Kind {
	case "Service":
		object = &corev1.Service{}
	case "StatefulSet":
		object = &appsv1.StatefulSet{}
	case "PodDisruptionBudget":
		object = &policyv1.PodDisruptionBudget{}
	default:
		t.Fatalf("kind %q is no Service, StatefulSet or PodDisruptionBudget", kind.Kind)
	}
	if err := sigsyaml.UnmarshalStrict(document, object); err != nil {
		t.Fatal(err)
	}
	if object.GetNamespace() != "" {
		t.Errorf("%s %s names a namespace: it cannot be applied to another", kind.Kind, object.GetName())
	}
	set, ok := object.(*appsv1.StatefulSet)
	if !ok {
		return
	}
	for _, c := range set.Spec.Template.Spec.Containers {
		if c.Resources.Requests.Cpu().MilliValue() > 10 || c.Resources.Requests.Cpu().IsZero() {
			t.Errorf("container %s of %s requests %s of CPU, want a little", c.Name, set.Name, c.Resources.Requests.Cpu())
		}
	}
}

func TestSnapshotsAreSmall(t *testing.T) {
	files, err := filepath.Glob("snapshots/*.yaml")
	if more, globErr := filepath.Glob("snapshots/*/*.yaml"); globErr == nil {
		files = append(files, more...)
	}
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d snapshots: %v", len(files), err)
	}
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > maxSnapshot {
			t.Errorf("%s has %d bytes, want at most %d", path, info.Size(), maxSnapshot)
		}
	}
}
