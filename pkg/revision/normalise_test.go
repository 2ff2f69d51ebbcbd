package revision

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

// What an older server wrote, and what a newer one makes of the same template,
// is the same template.
func TestSerialisationIsNoChange(t *testing.T) {
	const bare = `{"spec":{"template":{"$patch":"replace","metadata":{"creationTimestamp":null,"annotations":{}},"spec":{
		"containers":[{"name":"app","image":"app:1","resources":{"requests":{"cpu":"1000m"}},"ports":[{"containerPort":80}],
			"env":[{"name":"IP","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}}],
			"readinessProbe":{"httpGet":{"port":80}},"livenessProbe":{"grpc":{"port":80}},
			"lifecycle":{"preStop":{"httpGet":{"port":80}}}},
			{"name":"latest","image":"localhost:5000/app","command":[]}],
		"initContainers":[{"name":"wait","image":"app:1@sha256:00"}],
		"volumes":[{"name":"a","configMap":{"name":"c"}},{"name":"b","secret":{"secretName":"s"}},{"name":"c","hostPath":{"path":"/"}},
			{"name":"d","projected":{"sources":[{"serviceAccountToken":{"path":"t"}},{"downwardAPI":{"items":[{"path":"n","fieldRef":{"fieldPath":"metadata.name"}}]}}]}},
			{"name":"e","downwardAPI":{"items":[{"path":"n","fieldRef":{"fieldPath":"metadata.name"}}]}},
			{"name":"f","image":{"reference":"data:2"}},{"name":"g","ephemeral":{"volumeClaimTemplate":{"spec":{}}}}],
		"serviceAccountName":"web"}}}}`
	const full = `{"spec":{"template":{"$patch":"replace","metadata":{},"spec":{
		"containers":[{"name":"app","image":"app:1","resources":{"requests":{"cpu":"1"},"limits":{}},"ports":[{"containerPort":80,"protocol":"TCP"}],
			"env":[{"name":"IP","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"status.podIP"}}}],
			"readinessProbe":{"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},
			"livenessProbe":{"grpc":{"port":80,"service":""},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},
			"lifecycle":{"preStop":{"httpGet":{"path":"/","port":80,"scheme":"HTTP"}}},
			"imagePullPolicy":"IfNotPresent","terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"},
			{"name":"latest","image":"localhost:5000/app","imagePullPolicy":"Always","terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","resources":{}}],
		"initContainers":[{"name":"wait","image":"app:1@sha256:00","imagePullPolicy":"IfNotPresent","terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],
		"volumes":[{"name":"a","configMap":{"name":"c","defaultMode":420}},{"name":"b","secret":{"secretName":"s","defaultMode":420}},{"name":"c","hostPath":{"path":"/","type":""}},
			{"name":"d","projected":{"defaultMode":420,"sources":[{"serviceAccountToken":{"path":"t","expirationSeconds":3600}},{"downwardAPI":{"items":[{"path":"n","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}]}}]}},
			{"name":"e","downwardAPI":{"defaultMode":420,"items":[{"path":"n","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}]}},
			{"name":"f","image":{"reference":"data:2","pullPolicy":"IfNotPresent"}},{"name":"g","ephemeral":{"volumeClaimTemplate":{"spec":{"volumeMode":"Filesystem"}}}}],
		"dnsPolicy":"ClusterFirst","restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},
		"serviceAccount":"web","serviceAccountName":"web","terminationGracePeriodSeconds":30}}}}`
	from, err := Decode(holding(bare))
	if err != nil {
		t.Fatal(err)
	}
	to, err := Decode(holding(full))
	if err != nil {
		t.Fatal(err)
	}
	if got := Words(Diff(from, to)); got != nil {
		t.Errorf("differs: %q", got)
	}
	Normalise(from)
	Normalise(to)
	if !same(from, to) {
		t.Errorf("not equal after Normalise:\n%s", cmp.Diff(from, to))
	}
}

// The old name of the service account's field counts like the new one.
func TestDeprecatedServiceAccount(t *testing.T) {
	from := &corev1.PodTemplateSpec{Spec: spec{DeprecatedServiceAccount: "web"}}
	to := &corev1.PodTemplateSpec{Spec: spec{ServiceAccountName: "web"}}
	if got := Words(Diff(from, to)); got != nil {
		t.Errorf("differs: %q", got)
	}
}
