package explain

import (
	"strings"
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// TestWhatWasNotReadIsNotKnown: each topic says what it cannot know, and nothing
// that only the unread objects could tell.
func TestWhatWasNotReadIsNotKnown(t *testing.T) {
	for _, tt := range []struct {
		resource string
		index    int32
		topic    v1alpha1.Topic
		says     string
		// never are words that would be a claim about what was not read.
		never []string
	}{
		{"pods", 1, v1alpha1.TopicIdentity, "whether the Pod exists is not known, because Pods could not be read", []string{"runs", "is ordinal 1 and index 1 of StatefulSet shop/web, which wants 3 Pods, ordinals 0 to 2."}},
		{"pods", 1, v1alpha1.TopicNext, "What the controller does to web-1 is not known", []string{"going to"}},
		{"pods", 1, v1alpha1.TopicScaleDown, "whether web-1 exists is not known", []string{"stays"}},
		{"pods", 8, v1alpha1.TopicIdentity, "whether a Pod web-8 exists is not known", []string{"does not exist"}},
		{"pods", everything, v1alpha1.TopicOrdinals, "whether they have Pods is not known", []string{"run", "available"}},
		{"pods", everything, v1alpha1.TopicNext, "is not known", []string{"nothing left", "Nothing"}},
		{"pods", everything, v1alpha1.TopicState, "The state of web is Unknown", nil},
		{"persistentvolumeclaims", 1, v1alpha1.TopicIdentity, "claims could not be read", []string{"bound", "does not exist"}},
		{"persistentvolumeclaims", 1, v1alpha1.TopicDeletion, "claims could not be read", []string{"is kept"}},
		{"persistentvolumeclaims", 1, v1alpha1.TopicScaleDown, "claims could not be read", []string{"stays", "is deleted"}},
		{"persistentvolumeclaims", 8, v1alpha1.TopicIdentity, "whether claims of it are left is not known", []string{"and no claim of it"}},
		{"persistentvolumeclaims", everything, v1alpha1.TopicDeletion, "they could not be read", []string{"stay,"}},
		{"persistentvolumes", 1, v1alpha1.TopicScaleDown, "whether volume pv-1 and the data goes too is not known, because PersistentVolumes could not be read", []string{"lost", "stays"}},
		{"persistentvolumes", 1, v1alpha1.TopicNodeLoss, "Whether volume pv-1 can be used from another node than node-1 is not known", []string{"detached"}},
		{"controllerrevisions", 1, v1alpha1.TopicRevision, "How 7d9f and 5c4b differ is not known: ControllerRevisions could not be read", []string{"image"}},
		{"controllerrevisions", everything, v1alpha1.TopicRevision, "How 7d9f and 5c4b differ is not known", []string{"image", "number"}},
		{"services", 1, v1alpha1.TopicIdentity, "whether web-1.nginx.shop.svc.cluster.local resolves in DNS is not known: Services were not read", []string{"resolves to"}},
		{"services", everything, v1alpha1.TopicService, "Whether Service nginx is in order is not known", []string{"gives"}},
		{"endpointslices", 1, v1alpha1.TopicIdentity, "resolves in DNS is not known: EndpointSlices were not read", []string{"resolves to", "lists it"}},
		{"poddisruptionbudgets", 1, v1alpha1.TopicDeletion, "PodDisruptionBudgets", []string{"web-pdb"}},
	} {
		t.Run(tt.resource+" "+string(tt.topic), func(t *testing.T) {
			w := retention(newWorld(t, shop, 3).rolling(2), remove, retain)
			w.add(w.budgetOf(1))
			w.unread[tt.resource] = true
			e := w.explain(tt.index)
			got := texts(e, tt.topic)
			if !strings.Contains(got, tt.says) {
				t.Errorf("it does not say %q:\n%s", tt.says, got)
			}
			for _, never := range tt.never {
				if strings.Contains(got, never) {
					t.Errorf("it says %q, which nobody can know:\n%s", never, got)
				}
			}
			if len(e.Gaps) != 1 || e.Gaps[0].Reason != v1alpha1.GapForbidden {
				t.Errorf("gaps %+v, want the one of %s", e.Gaps, tt.resource)
			}
		})
	}
}
