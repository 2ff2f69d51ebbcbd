// Package rollout is `kubectl sts rollout`.
package rollout

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/view"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// NewCommand makes `kubectl sts rollout`.
func NewCommand(f *factory.Factory) *cobra.Command {
	return view.Wire(&cobra.Command{
		Use:   "rollout [NAME ...] [flags]",
		Short: "Show how far a rollout is: what changes, what it waits for, what comes next",
		Long: `Show how far the rollout of a StatefulSet is, in its controller's terms.

  change     from which revision to which, in words, by whom and when. Values of
             environment variables, labels and annotations are never shown
  ordinals   done, in progress, still to do, and held by the partition or OnDelete
  waiting    what the controller waits for, and since when
  next       what it does next, and once what has come about
  time left  an estimate from the Pods that this rollout has replaced already
  rules      by which version's rules this was found, where that is not certain

Below: what a person can do, as commands. They are printed and never run; those
that are to get the rollout on were replayed first, and are left out when they
would not help.

The rules of the StatefulSet controller differ between versions of Kubernetes:
they are those of the server, or of the snapshot. Where the version is not known,
what other versions would do instead is said.

With --watch it goes on until the rollout is over: exit code 0 when every set is
complete, 1 when one is deleted. Held, Blocked and Trapped do not end it; to be
told of these, use kubectl sts wait.

Without NAME it shows the only StatefulSet of the namespace, or of the files.`,
		Example: `  # Where is the rollout of web, and what comes next?
  kubectl sts rollout web

  # Follow it to its end
  kubectl sts rollout web --watch

  # The same from a snapshot, by the rules of another version
  kubectl sts rollout web -f snapshot.yaml --server-version=1.34.2

  # What changed, and who changed it
  kubectl sts rollout web -o jsonpath='{.rollout.change.summary} {.rollout.change.by}'

  # The ordinals that are still to be replaced
  kubectl sts rollout web -o jsonpath='{.rollout.progress.toDo}'`,
	}, f, view.View{Needs: inspect.RolloutNeeds, Screen: printer.Rollout, Rules: true, Watch: true})
}
