package framework

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// The program that stands in for every application, see e2e/images/sts-app. Its versions differ in nothing else:
// what an update does is seen.
const (
	AppImage    = "sts-app:1"
	AppImageTwo = "sts-app:2"
	// AppImageBad ends with exit code 3 as soon as it starts.
	AppImageBad = "sts-app:bad"
	// AppImageMissing is on no node and in no registry.
	AppImageMissing = "sts-app:no-such-image"
)

// ApplyApp applies a set of sts-app of this name: three replicas, a headless Service of the same name with port http,
// a readiness probe on it, and a claim data mounted at /data.
func (f *F) ApplyApp(name string, edits ...Edit) {
	f.Helper()
	f.ApplyYAML(fmt.Sprintf(`
apiVersion: v1
kind: Service
metadata: {name: %[1]s}
spec:
  clusterIP: None
  selector: {app: %[1]s}
  ports: [{name: http, port: 8080}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: %[1]s}
spec:
  serviceName: %[1]s
  replicas: 3
  selector: {matchLabels: {app: %[1]s}}
  template:
    metadata: {labels: {app: %[1]s}}
    spec:
      terminationGracePeriodSeconds: 10
      containers:
      - name: app
        image: %[2]s
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 1, failureThreshold: 1, timeoutSeconds: 5}
        resources: {requests: {cpu: 10m, memory: 16Mi}}
        volumeMounts: [{name: data, mountPath: /data}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}
`, name, AppImage), edits...)
}

// Env sets a variable of the set's first container, such as those that sts-app looks at.
func Env(name, value string) Edit {
	return func(set *appsv1.StatefulSet) {
		c := &set.Spec.Template.Spec.Containers[0]
		c.Env = append(c.Env, corev1.EnvVar{Name: name, Value: value})
	}
}

// Image changes the image of the set's first container.
func Image(image string) Edit {
	return func(set *appsv1.StatefulSet) { set.Spec.Template.Spec.Containers[0].Image = image }
}
