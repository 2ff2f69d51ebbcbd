package v1alpha1

import "k8s.io/apimachinery/pkg/runtime/schema"

// Group is the API group of the reports. It exists in output only: no server serves it.
const Group = "inspect.kubectl-sts.dev"

// The kinds.
const (
	KindOrphanedClaims = "OrphanedClaims"
	KindReport         = "StatefulSetReport"
	KindReportList     = "StatefulSetReportList"
	KindPlan           = "StatefulSetPlan"
	KindResize         = "StatefulSetResize"
	KindDiff           = "StatefulSetDiff"
	KindExplanation    = "Explanation"
	KindWaitResult     = "WaitResult"
)

// SchemeGroupVersion is the group and version that every report carries.
var SchemeGroupVersion = schema.GroupVersion{Group: Group, Version: "v1alpha1"}
