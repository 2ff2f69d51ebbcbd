//go:build e2e

package scenarios

import (
	"testing"

	v1alpha1 "github.com/kubectl-sts/kubectl-sts/pkg/apis/inspect/v1alpha1"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// What the API server forbids is told with its own words, nothing else of the set is harmed, and once it is allowed
// the controller goes on by itself.
func TestCreationThatIsForbidden(t *testing.T) {
	for _, c := range []struct {
		name string
		// object is in the way of app-1; free takes it out of the way.
		object string
		free   []string
		says   []string
	}{
		{name: "quota of Pods", object: `{apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {pods: "1"}}}`,
			free: []string{"patch", "resourcequota", "small", "--type=merge", "-p", `{"spec":{"hard":{"pods":"5"}}}`},
			says: []string{`pods "app-1" is forbidden`, "exceeded quota: small", "limited: pods=1"}},
		{name: "quota of storage", object: `{apiVersion: v1, kind: ResourceQuota, metadata: {name: disk}, spec: {hard: {requests.storage: 100Mi}}}`,
			free: []string{"patch", "resourcequota", "disk", "--type=merge", "-p", `{"spec":{"hard":{"requests.storage":"1Gi"}}}`},
			says: []string{`"data-app-1" is forbidden`, "exceeded quota: disk", "limited: requests.storage=100Mi"}},
		{name: "limits", object: `{apiVersion: v1, kind: LimitRange, metadata: {name: least}, spec: {limits: [{type: Container, min: {memory: 64Mi}}]}}`,
			free: []string{"delete", "limitrange", "least"},
			says: []string{`pods "app-1" is forbidden`, "minimum memory usage per Container is 64Mi"}},
		{name: "Pod security", free: []string{"label", "namespace", "NAMESPACE", "pod-security.kubernetes.io/enforce-"},
			says: []string{`pods "app-1" is forbidden`, `violates PodSecurity "restricted:latest"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := framework.New(t)
			f.Require(framework.RealKubelets, framework.AppImages)
			f.ApplyApp("app", framework.Replicas(1))
			before := settled(f, "app")
			if c.object != "" {
				f.ApplyYAML(c.object)
			} else {
				f.Kubectl("label", "namespace", f.Namespace, "pod-security.kubernetes.io/enforce=restricted")
			}
			f.Kubectl("scale", "statefulset/app", "--replicas=2")

			r := waits(f, "app", v1alpha1.WaitCreation, "app-1", append(c.says, "cannot be created")...)
			equal(f, "state", r.Rollout.State, v1alpha1.StateBlocked)
			equal(f, "failing", r.Rollout.WaitsFor[0].Failing, true)
			equal(f, "uid of app-0", f.Row(r, 0).Pod.UID, f.Row(before, 0).Pod.UID)
			says(f, f.Sts("status", "app"), "the controller tries again by itself")
			waiting := f.TrySts("wait", "app", "--timeout=5s")
			equal(f, "exit code of wait", waiting.Code, 3)
			says(f, waiting.Stdout+waiting.Stderr, c.says...)
			f.OfflineEqualsLive("app")

			for i, word := range c.free {
				if word == "NAMESPACE" {
					c.free[i] = f.Namespace
				}
			}
			f.Kubectl(c.free...)
			settled(f, "app")
			f.OfflineEqualsLive("app")
		})
	}
}
