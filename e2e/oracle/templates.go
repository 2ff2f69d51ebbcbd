package oracle

import (
	"encoding/json"
	"errors"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// Templates are the Pod templates that sets are generated with, as the API server
// has filled in the defaults: another image each, volumes that claims replace or
// leave alone, and the first once more after `kubectl rollout restart`. The third
// happens to have a hash of digits alone as versions before 1.34 write it: up to
// 1.34.1 the controller takes those of its revisions for numbers and compares them.
func Templates() []corev1.PodTemplateSpec {
	a, b, c := template("a"), template("b"), template("c207")
	b.Labels["tier"] = "db"
	b.Spec.Volumes = []corev1.Volume{
		{Name: "data", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}},
		{Name: "scratch", VolumeSource: corev1.VolumeSource{Ephemeral: &corev1.EphemeralVolumeSource{
			VolumeClaimTemplate: &corev1.PersistentVolumeClaimTemplate{Spec: claimSpec()},
		}}},
	}
	c.Annotations = map[string]string{"note": `1 < 2 & "3"`}
	c.Finalizers = []string{"example.com/drain"}
	again := *a.DeepCopy()
	again.Annotations = map[string]string{"kubectl.kubernetes.io/restartedAt": "2026-01-01T11:50:00Z"}
	return []corev1.PodTemplateSpec{a, b, c, again}
}

func template(image string) corev1.PodTemplateSpec {
	grace := int64(30)
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": setName}},
		Spec: corev1.PodSpec{
			Containers: []corev1.Container{{
				Name: "main", Image: "example.com/app:" + image, ImagePullPolicy: corev1.PullIfNotPresent,
				TerminationMessagePath: "/dev/termination-log", TerminationMessagePolicy: corev1.TerminationMessageReadFile,
			}},
			RestartPolicy: corev1.RestartPolicyAlways, DNSPolicy: corev1.DNSClusterFirst, SchedulerName: "default-scheduler",
			TerminationGracePeriodSeconds: &grace, SecurityContext: &corev1.PodSecurityContext{},
		},
	}
}

func claimSpec() corev1.PersistentVolumeClaimSpec {
	mode := corev1.PersistentVolumeFilesystem
	return corev1.PersistentVolumeClaimSpec{AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}, VolumeMode: &mode}
}

// Encoding is how a version writes down a template.
type Encoding struct {
	Data []byte
	// Names of the revision by the set's collision count.
	Names [collisions]string
}

// collisions is how many collision counts are generated: 0, 1 and 2.
const collisions = 3

// Encodings are those of all Templates in a version.
type Encodings []Encoding

// Encodings asks the judge to create the revisions of the templates: states are to
// have them as this version writes them, and not as replay believes.
func (j *Judge) Encodings() (Encodings, error) {
	var all Encodings
	for _, template := range Templates() {
		var e Encoding
		for count := range e.Names {
			c := &Case{Version: j.version, Now: generatedNow, Set: plainSet(template)}
			collisionCount := int32(count)
			c.Set.Status.CollisionCount = &collisionCount
			outcome, err := j.Ask(c)
			if err != nil {
				return nil, err
			}
			if len(outcome.Actions) == 0 || outcome.Actions[0].Verb != replay.CreateRevision {
				return nil, fmt.Errorf("the judge of %s creates no revision for a new set", j.version)
			}
			var revision appsv1.ControllerRevision
			if err := json.Unmarshal(outcome.Actions[0].Object, &revision); err != nil {
				return nil, err
			}
			if e.Data = revision.Data.Raw; len(e.Data) == 0 {
				return nil, errors.New("a revision without data")
			}
			e.Names[count] = revision.Name
		}
		all = append(all, e)
	}
	return all, nil
}
