package plan

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-sts/kubectl-sts/pkg/plan"
)

// lastButOne is --undo without a number.
const lastButOne = "last-but-one"

// ChangeFlags say what would be changed.
type ChangeFlags struct {
	Replicas       int32
	Partition      int32
	OrdinalsStart  int32
	MaxUnavailable string
	Images         []string
	Restart        bool
	Undo           string
	DeletePods     []string
	Manifest       string
}

// AddFlags adds the flags and their completion to cmd.
func (c *ChangeFlags) AddFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Int32Var(&c.Replicas, "replicas", c.Replicas, "Change the `NUMBER` of replicas.")
	flags.StringArrayVar(&c.Images, "image", c.Images, "Give a container another image: `CONTAINER=IMAGE`. May be repeated.")
	flags.BoolVar(&c.Restart, "restart", c.Restart, "Restart all Pods, as kubectl rollout restart does.")
	flags.StringVar(&c.Undo, "undo", c.Undo, "Roll back to the revision of this `NUMBER`, or to the last but one, as kubectl rollout undo does.")
	flags.Lookup("undo").NoOptDefVal = lastButOne
	flags.Int32Var(&c.Partition, "partition", c.Partition, "Change the partition of the rolling update to this `NUMBER`.")
	flags.StringVar(&c.MaxUnavailable, "max-unavailable", c.MaxUnavailable, "Change maxUnavailable of the rolling update to this `NUMBER` or percentage.")
	flags.Int32Var(&c.OrdinalsStart, "ordinals-start", c.OrdinalsStart, "Let the ordinals start at this `NUMBER`.")
	flags.StringArrayVar(&c.DeletePods, "delete-pod", c.DeletePods, "Delete this `POD` once the set is changed. May be repeated.")
	flags.StringVar(&c.Manifest, "manifest", c.Manifest, "Apply this `FILE` with the StatefulSet, or - for stdin, as kubectl apply does.")
	_ = cmd.MarkFlagFilename("manifest", "yaml", "yml", "json")
	for _, free := range []string{"replicas", "image", "undo", "partition", "max-unavailable", "ordinals-start", "delete-pod"} {
		_ = cmd.RegisterFlagCompletionFunc(free, cobra.NoFileCompletions)
	}
}

// Change is what the flags ask for. It reads the manifest.
func (c *ChangeFlags) Change(cmd *cobra.Command, stdin io.Reader) (plan.Change, error) {
	out := plan.Change{Restart: c.Restart, ManifestFile: c.Manifest}
	for name, number := range map[string]struct {
		value *int32
		field **int32
	}{
		"replicas": {&c.Replicas, &out.Replicas}, "partition": {&c.Partition, &out.Partition},
		"ordinals-start": {&c.OrdinalsStart, &out.OrdinalsStart},
	} {
		if cmd.Flags().Changed(name) {
			*number.field = number.value
		}
		if *number.value < 0 {
			return out, fmt.Errorf("invalid --%s %d: it cannot be negative", name, *number.value)
		}
	}
	for _, image := range c.Images {
		container, ref, found := strings.Cut(image, "=")
		if !found || container == "" || ref == "" {
			return out, fmt.Errorf("invalid --image %q: want CONTAINER=IMAGE", image)
		}
		out.Images = append(out.Images, plan.Image{Container: container, Image: ref})
	}
	for _, pod := range c.DeletePods {
		out.DeletePods = append(out.DeletePods, strings.TrimPrefix(pod, "pod/"))
	}
	if c.MaxUnavailable != "" {
		value := intstr.Parse(c.MaxUnavailable)
		out.MaxUnavailable = &value
	}
	if err := c.undo(&out); err != nil {
		return out, err
	}
	return out, c.read(&out, stdin)
}

func (c *ChangeFlags) undo(out *plan.Change) error {
	if c.Undo == "" {
		return nil
	}
	number := int64(0)
	if c.Undo != lastButOne {
		var err error
		if number, err = strconv.ParseInt(c.Undo, 10, 64); err != nil || number < 0 || number == math.MaxInt64 {
			return fmt.Errorf("invalid --undo=%s: want the number of a revision, as kubectl rollout history has it", c.Undo)
		}
	}
	out.Undo = &number
	return nil
}
