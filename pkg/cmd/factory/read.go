package factory

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/exit"
	"github.com/kubectl-sts/kubectl-sts/pkg/source/file"
	"github.com/kubectl-sts/kubectl-sts/pkg/source/live"
)

// ReadFlags choose which StatefulSets are read, and from where.
type ReadFlags struct {
	Files         []string
	Now           string
	AllNamespaces bool
	LabelSelector string
	FieldSelector string
	ChunkSize     int64
}

// NewReadFlags has kubectl's defaults.
func NewReadFlags() *ReadFlags { return &ReadFlags{ChunkSize: 500} }

// AddFlags adds the flags and their completion to cmd, --now excepted.
func (r *ReadFlags) AddFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVarP(&r.AllNamespaces, "all-namespaces", "A", r.AllNamespaces, "Read the StatefulSets of all namespaces.")
	flags.StringVarP(&r.LabelSelector, "selector", "l", r.LabelSelector, "Label `SELECTOR` of StatefulSets, as in kubectl get -l.")
	flags.StringVar(&r.FieldSelector, "field-selector", r.FieldSelector, "Field `SELECTOR` of StatefulSets, as in kubectl get: metadata.name=web.")
	flags.StringArrayVarP(&r.Files, "filename", "f", r.Files, "Read this `FILE` or directory, or - for stdin, and ask no cluster. May be repeated.")
	flags.Int64Var(&r.ChunkSize, "chunk-size", r.ChunkSize, "Page `SIZE` of lists; 0 reads each list in one piece.")
	_ = cmd.MarkFlagFilename("filename", "yaml", "yml", "json")
	for _, free := range []string{"selector", "field-selector", "chunk-size"} {
		_ = cmd.RegisterFlagCompletionFunc(free, cobra.NoFileCompletions)
	}
}

// AddNowFlag adds --now.
func (r *ReadFlags) AddNowFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.Now, "now", r.Now, "Measure ages and waits to this RFC 3339 `TIME`; by default now or, with -f, when the snapshot was taken.")
	_ = cmd.RegisterFlagCompletionFunc("now", cobra.NoFileCompletions)
}

// Query checks flags and arguments and finds the Source and the namespace.
// The error is the whole complaint.
func (r *ReadFlags) Query(f *Factory, cmd *cobra.Command, args []string) (*Query, error) {
	q := &Query{
		LabelSelector: r.LabelSelector,
		FieldSelector: r.FieldSelector,
		AllNamespaces: r.AllNamespaces,
		Files:         r.Files,
		chunkSize:     r.ChunkSize,
		errOut:        f.ErrOut,
	}
	var err error
	if q.Names, err = ParseNames(args); err != nil {
		return nil, exit.Usage(cmd, err)
	}
	if err := r.validate(q); err != nil {
		return nil, exit.Usage(cmd, err)
	}
	if q.Offline() {
		if ns := cmd.Flag("namespace"); ns != nil && ns.Changed && !r.AllNamespaces {
			q.Namespace = ns.Value.String()
		}
		offline := file.New(r.Files, f.In)
		q.source, q.notes = offline, offline.Notes
		return q, nil
	}
	if timeout := *f.client.Timeout; timeout != "" {
		// clientcmd would blame the kubeconfig.
		if _, err := clientcmd.ParseTimeout(timeout); err != nil {
			return nil, exit.Usagef(cmd, "invalid --request-timeout %q: want a number of seconds, or a time such as 30s, 2m, 1h", timeout)
		}
	}
	if q.source, err = live.New(f.Client()); err != nil {
		return nil, err
	}
	q.check = f.client.checkServerVersion
	if !r.AllNamespaces {
		q.Namespace, _, err = f.Client().ToRawKubeConfigLoader().Namespace()
	}
	return q, err
}

func (r *ReadFlags) validate(q *Query) error {
	selectors := r.LabelSelector != "" || r.FieldSelector != ""
	switch {
	case len(q.Names) > 0 && selectors:
		return errors.New("name cannot be provided when a selector is specified")
	case len(q.Names) > 0 && r.AllNamespaces && len(r.Files) == 0:
		return errors.New("a resource cannot be retrieved by name across all namespaces")
	case r.ChunkSize < 0:
		return fmt.Errorf("invalid --chunk-size %d: it cannot be negative", r.ChunkSize)
	}
	if _, err := labels.Parse(r.LabelSelector); err != nil {
		return fmt.Errorf("invalid --selector %q: %w", r.LabelSelector, err)
	}
	if _, err := fields.ParseSelector(r.FieldSelector); err != nil {
		return fmt.Errorf("invalid --field-selector %q: %w", r.FieldSelector, err)
	}
	if r.Now == "" {
		return nil
	}
	now, err := time.Parse(time.RFC3339, r.Now)
	if err != nil {
		return fmt.Errorf("invalid --now %q: want RFC 3339, such as 2026-01-31T15:04:05Z", r.Now)
	}
	q.now = now
	return nil
}
