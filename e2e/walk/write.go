package walk

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
)

// WriteStatus is the one write of a sync that replay has no action for.
const WriteStatus replay.Verb = "WriteStatus"

// Write is something that the controller asked of the API server.
type Write struct {
	Verb      replay.Verb
	Namespace string
	Name      string
	// Content is what matters of the object that was sent, see essence.
	Content string
	// Code of the answer.
	Code int
	// Base is the version of the object that an update began with: what the controller's cache held.
	Base uint64
	// Version of the object in the answer, 0 when there is none.
	Version uint64
	// At is when the API server got the request.
	At time.Time
}

// Refused reports whether the write did not happen.
func (w Write) Refused() bool { return w.Code >= 300 }

func (w Write) String() string {
	return fmt.Sprintf("%s %s (%s, answer %d, version %d)", w.Verb, w.Name, w.At.Format("15:04:05.000"), w.Code, w.Version)
}

// auditLine is what is used of an event of the API server's audit log.
type auditLine struct {
	Verb string `json:"verb"`
	User struct {
		Username string `json:"username"`
	} `json:"user"`
	ObjectRef struct {
		Resource, Namespace, Name string
	} `json:"objectRef"`
	ResponseStatus struct {
		Code int `json:"code"`
	} `json:"responseStatus"`
	RequestObject  json.RawMessage  `json:"requestObject"`
	ResponseObject json.RawMessage  `json:"responseObject"`
	Received       metav1.MicroTime `json:"requestReceivedTimestamp"`
}

// controller is who the StatefulSet controller is to the API server.
const controller = "system:serviceaccount:kube-system:statefulset-controller"

// ParseAudit reads a line of the audit log; ok is false for one that is no write of the controller.
func ParseAudit(line []byte) (w Write, ok bool, err error) {
	var a auditLine
	if err := json.Unmarshal(line, &a); err != nil {
		return w, false, err
	}
	if a.User.Username != controller || a.ResponseStatus.Code == 0 {
		return w, false, nil
	}
	w = Write{Namespace: a.ObjectRef.Namespace, Name: a.ObjectRef.Name, Code: a.ResponseStatus.Code, At: a.Received.Time}
	switch verb, resource := a.Verb, a.ObjectRef.Resource; {
	case resource == "statefulsets":
		w.Verb = WriteStatus
	case verb == "patch" && strings.Contains(string(a.RequestObject), `"$patch":"delete"`):
		w.Verb = replay.ReleasePod
	default:
		w.Verb = verbs[verb+" "+resource]
	}
	if w.Verb == "" {
		return w, false, fmt.Errorf("a write that no sync does: %s %s", a.Verb, a.ObjectRef.Resource)
	}
	var answer struct{ Metadata metav1.ObjectMeta }
	if len(a.ResponseObject) > 0 && !w.Refused() {
		if err := json.Unmarshal(a.ResponseObject, &answer); err != nil {
			return w, false, fmt.Errorf("the answer to %s: %w", w, err)
		}
		w.Version = version(answer.Metadata.ResourceVersion)
	}
	if object := w.object(); object != nil {
		if err := json.Unmarshal(a.RequestObject, object); err != nil {
			return w, false, fmt.Errorf("the request %s: %w", w, err)
		}
		w.Base = version(object.GetResourceVersion())
		w.Content = essence(w.Verb, object)
	}
	return w, true, nil
}

var verbs = map[string]replay.Verb{
	"create pods":                   replay.CreatePod,
	"delete pods":                   replay.DeletePod,
	"update pods":                   replay.UpdatePod,
	"patch pods":                    replay.AdoptPod,
	"create persistentvolumeclaims": replay.CreateClaim,
	"update persistentvolumeclaims": replay.UpdateClaim,
	"create controllerrevisions":    replay.CreateRevision,
	"update controllerrevisions":    replay.UpdateRevision,
	"patch controllerrevisions":     replay.AdoptRevision,
	"delete controllerrevisions":    replay.DeleteRevision,
}

// object is a new one of the kind that the write sends, nil for none.
func (w Write) object() metav1.Object {
	switch w.Verb {
	case replay.CreatePod, replay.UpdatePod:
		return &corev1.Pod{}
	case replay.CreateClaim, replay.UpdateClaim:
		return &corev1.PersistentVolumeClaim{}
	case replay.CreateRevision, replay.UpdateRevision:
		return &appsv1.ControllerRevision{}
	case WriteStatus:
		return &appsv1.StatefulSet{}
	}
	return nil
}
