package main

// files are what a sync runs, below pkg/controller.
var files = []string{
	"statefulset/stateful_set_control.go",
	"statefulset/stateful_pod_control.go",
	"statefulset/stateful_set_utils.go",
	"history/controller_history.go",
}

// Why something is not reached. That requests fail is not part of a state: what
// the controller does then is to try again.
const (
	requestFails = "a request to the API server fails"
	readFails    = "a cache cannot be read"
	encodeFails  = "an object cannot be written as JSON"
	validated    = "the API server admits no such set"
	checked      = "has been asked before"
	conflict     = "two clients write at once"
	secondSync   = "only a second sync by the same process has something to remember"
)

// notCalled are functions, and types with all their methods, that no sync calls.
var notCalled = map[string]string{
	"NewStatefulPodControl":                  "the judge has an object manager of its own",
	"realStatefulPodControlObjectManager":    "the judge has an object manager of its own",
	"overlappingStatefulSets":                "sorts sets for events",
	"isMemberOf":                             "called from outside the control loop; the judge does the same",
	"ascendingOrdinal":                       "nothing uses it",
	"ControllerRevisionControllerIndexKey":   "indexes the cache",
	"AddControllerRevisionControllerIndexer": "indexes the cache",
	"NewFakeHistory":                         "for tests",
	"fakeHistory":                            "for tests",
	"realHistory.ReleaseControllerRevision":  "a StatefulSet releases no revisions",
}

// unreached are the beginnings of blocks, by their lines in v1.37.1.
var unreached = map[string]string{
	"statefulset/stateful_set_control.go:95":  readFails,
	"statefulset/stateful_set_control.go:119": requestFails,
	"statefulset/stateful_set_control.go:140": requestFails,
	"statefulset/stateful_set_control.go:145": requestFails,
	"statefulset/stateful_set_control.go:158": checked,
	"statefulset/stateful_set_control.go:169": requestFails,
	"statefulset/stateful_set_control.go:214": requestFails,
	"statefulset/stateful_set_control.go:243": secondSync,
	"statefulset/stateful_set_control.go:253": encodeFails,
	"statefulset/stateful_set_control.go:287": encodeFails,
	"statefulset/stateful_set_control.go:304": requestFails,
	"statefulset/stateful_set_control.go:313": requestFails,
	"statefulset/stateful_set_control.go:431": requestFails,
	"statefulset/stateful_set_control.go:440": readFails,
	"statefulset/stateful_set_control.go:494": readFails,
	"statefulset/stateful_set_control.go:572": "the update revision is the set's own template",
	"statefulset/stateful_set_control.go:665": checked,
	"statefulset/stateful_set_control.go:672": requestFails,
	"statefulset/stateful_set_control.go:697": readFails,
	"statefulset/stateful_set_control.go:700": requestFails,
	"statefulset/stateful_set_control.go:706": requestFails,
	"statefulset/stateful_set_control.go:755": requestFails,
	"statefulset/stateful_set_control.go:798": requestFails,
	"statefulset/stateful_set_control.go:799": requestFails,
	"statefulset/stateful_set_control.go:807": requestFails,
	"statefulset/stateful_set_control.go:835": validated,
	"statefulset/stateful_set_control.go:889": requestFails,
	"statefulset/stateful_set_control.go:905": requestFails,
	"statefulset/stateful_set_control.go:925": requestFails,
	"statefulset/stateful_set_control.go:954": validated,
	"statefulset/stateful_set_control.go:967": requestFails,

	"statefulset/stateful_pod_control.go:167": requestFails,
	"statefulset/stateful_pod_control.go:197": readFails,
	"statefulset/stateful_pod_control.go:201": requestFails,
	"statefulset/stateful_pod_control.go:209": conflict,
	"statefulset/stateful_pod_control.go:240": requestFails,
	"statefulset/stateful_pod_control.go:262": readFails,
	"statefulset/stateful_pod_control.go:285": readFails,
	"statefulset/stateful_pod_control.go:296": requestFails,
	"statefulset/stateful_pod_control.go:320": readFails,
	"statefulset/stateful_pod_control.go:356": requestFails,
	"statefulset/stateful_pod_control.go:370": requestFails,
	"statefulset/stateful_pod_control.go:388": requestFails,
	"statefulset/stateful_pod_control.go:394": readFails,

	"statefulset/stateful_set_utils.go:82":  "no Pod of the set has such a name",
	"statefulset/stateful_set_utils.go:150": checked,
	"statefulset/stateful_set_utils.go:279": validated,
	"statefulset/stateful_set_utils.go:337": validated,
	"statefulset/stateful_set_utils.go:507": "the identity is set first, and is labels",
	"statefulset/stateful_set_utils.go:554": encodeFails,
	"statefulset/stateful_set_utils.go:559": encodeFails,
	"statefulset/stateful_set_utils.go:579": encodeFails,
	"statefulset/stateful_set_utils.go:588": encodeFails,
	"statefulset/stateful_set_utils.go:702": validated,

	"history/controller_history.go:96":  "the name of the generated set is short",
	"history/controller_history.go:139": "the data of a revision are bytes",
	"history/controller_history.go:156": "there are always two",
	"history/controller_history.go:261": readFails,
	"history/controller_history.go:266": "there is nothing else in the index",
	"history/controller_history.go:274": "the judge gives an index",
	"history/controller_history.go:277": readFails,
	"history/controller_history.go:294": "there always is one",
	"history/controller_history.go:310": requestFails,
	"history/controller_history.go:326": "the new number is higher than all others",
	"history/controller_history.go:334": conflict,
	"history/controller_history.go:337": conflict,
	"history/controller_history.go:341": conflict,
	"history/controller_history.go:364": "only orphans are adopted",
	"history/controller_history.go:381": encodeFails,
}
