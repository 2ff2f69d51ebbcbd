package printer

import (
	"time"

	corev1 "k8s.io/api/core/v1"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"
)

// cases are the sets that the golden files show, by the name of the file.
func cases() map[string]*v1alpha1.StatefulSetReport {
	return map[string]*v1alpha1.StatefulSetReport{
		"complete":  fixture("shop", "web", 0, 3, "www"),
		"blocked":   blocked(),
		"held":      held(),
		"ondelete":  onDelete(),
		"missing":   missing(),
		"strangers": strangers(),
		"crash":     crash(),
		"gaps":      gaps(),
		"unread":    unread(),
		"hostile":   hostile(),
		"wide-rune": wideRunes(),
		"zero":      zero(),
		"bare":      {},
	}
}

// blocked is a rollout stuck on a bad image.
func blocked() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 5, "www")
	rolling(r, 4)
	unready(r, 4, "ImagePullBackOff", 12*time.Minute)
	at(r, 4).Pod.Phase = corev1.PodPending
	r.Rollout.State = v1alpha1.StateBlocked
	r.Rollout.WaitsFor = []v1alpha1.Wait{{
		Reason: v1alpha1.WaitReady, Object: pod(r, 4), Ordinal: ptr(int32(4)), Failing: true, Since: agoP(12 * time.Minute), Behind: []int32{3, 2, 1, 0},
		Message: `web-4 is ImagePullBackOff (Back-off pulling image "registry.k8s.io/nginx-slim:nope")`,
	}}
	r.Rollout.Advice = []v1alpha1.Advice{
		{Message: "Correct the Pod template, or roll it back", Commands: []string{"kubectl -n shop rollout undo statefulset/web"}},
		{Message: "After a change of the template, delete web-4: the controller does not replace it while it is not ready",
			Commands: []string{"kubectl -n shop delete pod web-4"}},
	}
	r.Summary = []string{
		"Blocked: rolling from 6c5bd8c8d9 to 7f9d6b5c4d, 1 of 5 updated.",
		`web-4 is ImagePullBackOff since 12m (Back-off pulling image "registry.k8s.io/nginx-slim:nope"); ordinals 3–0 wait behind it.`,
		"Correct the Pod template, or roll it back: kubectl -n shop rollout undo statefulset/web",
	}
	r.Attention = []v1alpha1.Attention{{Reason: "Blocked", Object: pod(r, 4), Message: r.Rollout.WaitsFor[0].Message}}
	return r
}

// held is a rollout held by a partition, with ordinals from 5.
func held() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "ledger", 5, 4, "data", "wal")
	rolling(r, 8, 7)
	r.Spec.Partition, r.Spec.MinReadySeconds = 2, 30
	r.Rollout.FirstUpdatedOrdinal = ptr(int32(7))
	r.Rollout.State, r.Rollout.HeldBy, r.Rollout.Held = v1alpha1.StateHeld, v1alpha1.HeldByPartition, []int32{6, 5}
	at(r, 6).HeldByPartition, at(r, 5).HeldByPartition = true, true
	r.Summary = []string{
		"Held by partition 2: ordinals 8, 7 run the update revision 7f9d6b5c4d, ordinals 6, 5 stay on 6c5bd8c8d9.",
		"Lower the partition to go on.",
	}
	return r
}

// onDelete is half replaced, and one of the new Pods is not yet available.
func onDelete() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "cache", 0, 4)
	rolling(r, 3, 1)
	r.Spec.UpdateStrategy, r.Spec.PodManagementPolicy, r.Spec.MinReadySeconds = "OnDelete", "Parallel", 60
	r.Rollout.FirstUpdatedOrdinal = nil
	r.Rollout.State, r.Rollout.HeldBy, r.Rollout.Held = v1alpha1.StateHeld, v1alpha1.HeldByOnDelete, []int32{2, 0}
	p := at(r, 1).Pod
	p.Available, p.AvailableAt, p.CreationTimestamp = false, ptr(ago(-7500*time.Millisecond)), ago(58*time.Second)
	r.Replicas.Counted.Available = 3
	r.Summary = []string{"Held by OnDelete: ordinals 2, 0 stay on 6c5bd8c8d9 until somebody deletes their Pods."}
	return r
}

// missing has no Pod at 1, one being removed at 3 and claims left at 7.
func missing() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 3, "www")
	o := at(r, 1)
	o.State, o.Pod, o.Endpoint = v1alpha1.OrdinalMissing, nil, &v1alpha1.Endpoint{Known: true}
	no := v1alpha1.Check{Verdict: v1alpha1.VerdictUnknown, Note: "no Pod"}
	*o.Identity = v1alpha1.Identity{FQDN: o.Identity.FQDN, SRV: o.Identity.SRV, Resolves: v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Note: "no Pod"},
		Hostname: no, Subdomain: no, EndpointAddress: no, EndpointHostname: no, PodNameLabel: no, PodIndexLabel: no, RevisionLabel: no, Owner: no}
	out := ordinalFixture(r, 3)
	out.State = v1alpha1.OrdinalOutOfRange
	out.Pod.Reason, out.Pod.Since, out.Pod.Ready, out.Pod.Available = "Terminating", agoP(40*time.Second), false, false
	out.Pod.Terminating = &v1alpha1.Termination{Deadline: ago(10 * time.Second), GraceSeconds: 30, Finalizers: []string{"example.com/backup"}}
	out.Endpoint.Terminating, out.Endpoint.Ready = true, false
	left := ordinalFixture(r, 7)
	left.State, left.Pod, left.Endpoint, left.Identity = v1alpha1.OrdinalLeftover, nil, nil, nil
	r.Ordinals = append([]v1alpha1.Ordinal{left, out}, r.Ordinals...)
	r.Claims.Leftover = 2
	r.Replicas.Counted = &v1alpha1.Counters{Replicas: 3, Ready: 2, Available: 2, Current: 2, Updated: 2}
	r.Rollout.State, r.Rollout.Updated = v1alpha1.StateProgressing, 2
	r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: v1alpha1.WaitCreation, Object: pod(r, 1), Message: "web-1 does not exist yet"}}
	r.Summary = []string{"Progressing: 2 of 3 Pods are available.", "The controller waits for web-1, which does not exist yet."}
	return r
}

// strangers has Pods in the way that are not the set's.
func strangers() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "web", 0, 4)
	at(r, 3).State, at(r, 3).Pod.Owner = v1alpha1.OrdinalStranger, "ReplicaSet/web"
	at(r, 3).Identity.Owner = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Expected: "uid-web", Actual: "uid-rs", Note: "owned by ReplicaSet/web"}
	at(r, 3).Identity.Hostname.Verdict, at(r, 3).Identity.Hostname.Actual = v1alpha1.VerdictWrong, "db-0"
	at(r, 3).Identity.Hostname.Note = "immutable in a Pod: only a new Pod gets the right one"
	at(r, 3).Identity.PodNameLabel = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Expected: "web-3"}
	at(r, 2).State, at(r, 2).Pod.Owner = v1alpha1.OrdinalOrphan, ""
	at(r, 2).Identity.Owner = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Expected: "uid-web", Note: "no controller: the set adopts it if its labels match"}
	at(r, 1).State = v1alpha1.OrdinalReleased
	at(r, 0).Pod.Revision, at(r, 0).Pod.RevisionRole = "", v1alpha1.RevisionUnlabelled
	at(r, 0).Identity.RevisionLabel = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Expected: "web-" + oldRevision, Note: "no label: the controller takes the Pod for outdated"}
	r.Replicas.Counted = &v1alpha1.Counters{Replicas: 1, Ready: 1, Available: 1}
	r.Rollout.State, r.Rollout.Updated = v1alpha1.StateBlocked, 0
	r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: v1alpha1.WaitStranger, Object: pod(r, 3), Failing: true,
		Message: "web-3 is not the set's own: the name is taken by a Pod of ReplicaSet/web"}}
	r.Summary = []string{"Blocked: web-3 is not the set's own: the name is taken by a Pod of ReplicaSet/web."}
	return r
}

// crash is no rollout, but a Pod that dies of hunger, and a Service that is not there.
func crash() *v1alpha1.StatefulSetReport {
	r := fixture("shop", "queue", 0, 3, "data", "wal")
	p := unready(r, 1, "CrashLoopBackOff", 3*time.Hour)
	p.Restarts, p.LastExit = 41, &v1alpha1.LastExit{Container: "nginx", ExitCode: 137, Reason: "OOMKilled", FinishedAt: agoP(100 * time.Second)}
	at(r, 2).Pod.Restarts, at(r, 2).Pod.LastExit = 1, &v1alpha1.LastExit{Container: "nginx", ExitCode: 1, Reason: "Error", FinishedAt: agoP(2 * day)}
	at(r, 0).Claims[1].State, at(r, 0).Claims[1].Capacity = v1alpha1.ClaimPending, ""
	at(r, 0).Claims[1].Message = "StorageClass fast does not exist"
	at(r, 0).Claims[1].VolumeName, at(r, 0).Claims[1].Volume = "", nil
	r.Claims.Bound = 5
	for i := range r.Ordinals {
		r.Ordinals[i].Endpoint = &v1alpha1.Endpoint{Known: true}
	}
	r.Service = v1alpha1.GoverningService{Name: "nginx", State: v1alpha1.ServiceMissing,
		Message: "Service nginx does not exist: the Pods have no names in DNS until it is created, headless and with exactly this name"}
	for i := range r.Ordinals {
		r.Ordinals[i].Identity.Resolves = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Note: "Service nginx does not exist"}
		r.Ordinals[i].Identity.EndpointAddress = v1alpha1.Check{Verdict: v1alpha1.VerdictWrong, Expected: "10.244.1.1", Note: "no EndpointSlice lists the Pod"}
		r.Ordinals[i].Identity.SRV = nil
	}
	r.PodDisruptionBudgets = []v1alpha1.DisruptionBudget{{Name: "queue", DisruptionsAllowed: 0}}
	r.Replicas.Reported.Ready = 3
	r.Rollout.State = v1alpha1.StateDegraded
	r.Rollout.WaitsFor = []v1alpha1.Wait{{Reason: v1alpha1.WaitReady, Object: pod(r, 1), Failing: true,
		Message: "queue-1 is CrashLoopBackOff (OOMKilled, exit 137, 41 restarts)"}}
	r.Summary = []string{"Degraded: 2 of 3 Pods are available; no rollout is under way.", "queue-1 is CrashLoopBackOff since 3h (OOMKilled, exit 137, 41 restarts)."}
	r.Attention = []v1alpha1.Attention{{Reason: "ServiceMissing", Object: v1alpha1.ObjectReference{Kind: "Service", Name: "nginx"}, Message: r.Service.Message}}
	return r
}
