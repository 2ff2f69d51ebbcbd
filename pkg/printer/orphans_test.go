package printer

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
	"github.com/kubectl-sts/kubectl-sts/pkg/internal/golden"
)

// found counts as pkg/orphans does.
func found(namespace string, lookedAt int32, claims ...v1alpha1.OrphanedClaim) *v1alpha1.OrphanedClaims {
	r := &v1alpha1.OrphanedClaims{ObjectMeta: metav1.ObjectMeta{Name: "orphaned-claims", Namespace: namespace}, AsOf: metav1.NewTime(now), Claims: claims, LookedAt: lookedAt}
	for _, c := range claims {
		if c.Verdict == v1alpha1.VerdictOrphaned {
			r.Orphaned++
			r.OrphanedBytes += c.Bytes
		} else {
			r.Doubtful++
			r.DoubtfulBytes += c.Bytes
		}
	}
	return r
}

func orphan(set string, ordinal int32, gi int64, age time.Duration, evidence ...string) v1alpha1.OrphanedClaim {
	return v1alpha1.OrphanedClaim{Namespace: "shop", Name: fmt.Sprintf("data-%s-%d", set, ordinal), Template: "data", Set: set, Ordinal: ordinal,
		Reason: v1alpha1.OrphanSetGone, Verdict: v1alpha1.VerdictOrphaned, Evidence: evidence, State: v1alpha1.ClaimBound,
		Capacity: fmt.Sprintf("%dGi", gi), Bytes: gi * gib, StorageClassName: ptr("fast"), VolumeName: fmt.Sprintf("pvc-%s-%d", set, ordinal), ReclaimPolicy: "Delete",
		CreationTimestamp: agoP(age), Data: v1alpha1.DataOutcomeDestroyed}
}

func orphanages() map[string]*v1alpha1.OrphanedClaims {
	gone := []string{"there is no StatefulSet mysql", "kube-controller-manager made it, as it makes the claims of StatefulSets", "no Pod mounts it"}
	template := orphan("web", 0, 1, 30*day, "StatefulSet web has no claim template data", "its labels are those of web's claims", "no Pod mounts it")
	template.Reason, template.ReclaimPolicy, template.Data = v1alpha1.OrphanTemplateGone, "Retain", v1alpha1.DataOutcomeRetained
	byHand := orphan("report", 7, 5, 3*time.Hour, "there is no StatefulSet report", "written by kubectl", "nothing but its name says that a StatefulSet made it", "no Pod mounts it")
	byHand.Verdict = v1alpha1.VerdictDoubtful
	unread := orphan("db", 1, 2, day, "there is no StatefulSet db", "whether a Pod mounts it is not known")
	unread.Verdict, unread.ReclaimPolicy, unread.Data = v1alpha1.VerdictDoubtful, "", v1alpha1.DataOutcomeUnknown
	longer := append(slices.Clone(gone[:2]), "no Pod mounts it, for 199d")
	gone[2] = "no Pod mounts it, for 26h"
	few := found("shop", 14, orphan("mysql", 2, 100, 200*day, longer...), orphan("mysql", 1, 100, 200*day, gone...), orphan("mysql", 0, 100, 201*day, gone...), template, byHand)
	partly := found("", 3, unread)
	partly.Gaps = []v1alpha1.Gap{{Resource: "pods", Reason: v1alpha1.GapForbidden, Message: "pods is forbidden"}}
	nothing := found("shop", 2)
	nothing.Gaps = []v1alpha1.Gap{{Resource: "persistentvolumeclaims", Namespace: "bank", Reason: v1alpha1.GapFailed, Message: "timed out"}}
	bad := orphan(nasty, 1, 1, day, nasty, nasty)
	bad.Namespace, bad.Name, bad.Template, bad.Capacity, bad.StorageClassName, bad.VolumeName, bad.ReclaimPolicy = nasty, nasty, nasty, nasty, ptr(nasty), nasty, nasty
	bad.State, bad.Reason = nasty, nasty
	hostile := found("", 1, bad)
	hostile.Gaps = []v1alpha1.Gap{{Resource: nasty, Reason: nasty, Message: nasty}}
	return map[string]*v1alpha1.OrphanedClaims{
		"few": few, "one": found("shop", 1, orphan("mysql", 0, 100, 200*day, gone...)), "none": found("", 31), "partly": partly, "nothing-partly": nothing,
		"hostile": hostile, "bare": {},
	}
}

func showOrphans(t *testing.T, r *v1alpha1.OrphanedClaims, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Orphans(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGoldenOrphans(t *testing.T) {
	for name, r := range orphanages() {
		for _, format := range []string{FormatTable, FormatWide, FormatMarkdown} {
			golden.Assert(t, filepath.Join("testdata", "orphans", name+"."+format), []byte(showOrphans(t, r, Options{Format: format})))
		}
	}
}

// Nobody is given a command for a claim that may be somebody's.
func TestNoCommandForDoubtfulOrphans(t *testing.T) {
	for name, r := range orphanages() {
		got := showOrphans(t, r, Options{})
		for _, c := range r.Claims {
			if c.Verdict == v1alpha1.VerdictDoubtful && strings.Contains(got, "delete pvc "+c.Name) {
				t.Errorf("%s: a command to delete %s, which is doubtful:\n%s", name, c.Name, got)
			}
		}
		if len(r.Gaps) > 0 && strings.Contains(got, "No orphaned claims") {
			t.Errorf("%s: an all-clear although not everything was read:\n%s", name, got)
		}
		if strings.ContainsAny(got, "\x1b\x07\r\u202e") {
			t.Errorf("%s lets something through:\n%q", name, got)
		}
	}
}
