package explain

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/kubectl-sts/kubectl-sts/pkg/explain"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

// question is what the arguments ask: a set, and who of it.
type question struct {
	set string
	who explain.Who
	// otherwise is what a name alone may mean as well: "web-3" is a Pod of web,
	// unless there is a set web-3. Its set is empty when it can mean nothing else.
	otherwise struct {
		set string
		who explain.Who
	}
}

// parse reads NAME [POD|ORDINAL]. A Pod's own name will do, with pod/ before it or without.
func parse(args []string) (question, error) {
	var q question
	pod, isPod := podName(args[0])
	parent, ordinal := statefulset.ParentAndOrdinal(pod)
	switch {
	case len(args) == 1 && isPod && (parent == "" || ordinal < 0):
		return q, fmt.Errorf("%s is no name of a Pod of a StatefulSet: those end in an ordinal, as web-3 does", pod)
	case len(args) == 1 && isPod:
		return question{set: parent, who: explain.Who{Pod: pod}}, nil
	case len(args) == 1:
		q.set = args[0]
		if parent != "" && ordinal >= 0 {
			q.otherwise.set, q.otherwise.who = parent, explain.Who{Pod: pod}
		}
		return q, nil
	case isPod:
		return q, fmt.Errorf("%s names a Pod already; of which StatefulSet it is, its name says", args[0])
	}
	q.set = args[0]
	pod, isPod = podName(args[1])
	if n, err := strconv.ParseInt(pod, 10, 64); err == nil && !isPod {
		if n < 0 || n > math.MaxInt32 {
			return q, fmt.Errorf("%s is no ordinal: they go from 0 to %d", pod, math.MaxInt32)
		}
		o := int32(n)
		q.who.Ordinal = &o
		return q, nil
	}
	q.who.Pod = pod
	return q, nil
}

// podName strips the kind that kubectl puts before a name; typed tells that there was one.
func podName(arg string) (name string, typed bool) {
	kind, name, found := strings.Cut(arg, "/")
	switch strings.ToLower(kind) {
	case "po", "pod", "pods":
		if found {
			return name, true
		}
	}
	return arg, false
}
