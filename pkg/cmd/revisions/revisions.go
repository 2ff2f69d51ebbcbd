// Package revisions is `kubectl sts revisions`.
package revisions

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/factory"
	"github.com/kubectl-sts/kubectl-sts/pkg/cmd/view"
	"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// NewCommand makes `kubectl sts revisions`.
func NewCommand(f *factory.Factory) *cobra.Command {
	return view.Wire(&cobra.Command{
		Use:   "revisions [NAME ...] [flags]",
		Short: "Show the history of a StatefulSet: what each revision changed, and which Pods run it",
		Long: `Show the ControllerRevisions of a StatefulSet, newest first, and what each changed.

  number     as kubectl rollout undo --to-revision takes it
  role       update: what the controller rolls towards; current: what Pods held
             back run; kept for Pods: neither, but Pods still carry it; history:
             only to go back to
  ordinals   of the Pods that carry the revision
  change     what differs from the revision before it, in words. Values of
             environment variables, labels and annotations are never shown.
             "against 2" where the one before does not have the next lower
             number: it is gone, or came back and has a higher one. By whom is
             known of the newest revision alone: managedFields tell of the
             template that the set has now

A restart is called one. A revision came back when its template was set again:
the controller gives it the highest number, and it keeps its age. A revision that
changes nothing replaces Pods all the same; where it comes from is said below.

Below: what somebody who relies on these revisions should know. Revisions that
the status or a Pod names and that do not exist, Pods without a revision, what
the controller deletes, adopts or creates next, and what can be gone back to.

Without NAME it shows the only StatefulSet of the namespace, or of the files.`,
		Example: `  # What changed in web, and when?
  kubectl sts revisions web

  # Whole names and images
  kubectl sts revisions web -o wide

  # Which ordinals run which revision
  kubectl sts revisions web -o jsonpath='{range .revisions[*]}{.number}{" "}{.ordinals}{"\n"}{end}'

  # As it was when a snapshot was taken
  kubectl sts revisions web -f snapshot.yaml`,
	}, f, view.View{Needs: inspect.RolloutNeeds, Screen: printer.Revisions, Rules: true,
		Ask: func(o *inspect.Options) { o.History = true }})
}
