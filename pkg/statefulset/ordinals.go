// Package statefulset is the arithmetic of a StatefulSet's identity: ordinals,
// names, revisions and availability, as the StatefulSet controller computes them.
//
// Every rule mirrors k8s.io/kubernetes/pkg/controller/statefulset; the function
// it mirrors is named at each. All functions are pure: the time is an argument.
package statefulset

import (
	"math"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
)

// Replicas is spec.replicas; nil means 1, as the API defaults it.
func Replicas(set *appsv1.StatefulSet) int32 {
	if set.Spec.Replicas == nil {
		return 1
	}
	return *set.Spec.Replicas
}

// StartOrdinal is the first ordinal of the range (getStartOrdinal).
func StartOrdinal(set *appsv1.StatefulSet) int32 {
	if set.Spec.Ordinals == nil {
		return 0
	}
	return set.Spec.Ordinals.Start
}

// EndOrdinal is the last ordinal of the range (getEndOrdinal); it is below
// StartOrdinal when the set has no replicas.
func EndOrdinal(set *appsv1.StatefulSet) int32 {
	return StartOrdinal(set) + Replicas(set) - 1
}

// InRange reports whether the set wants a Pod at ordinal (podInOrdinalRange).
func InRange(set *appsv1.StatefulSet, ordinal int32) bool {
	return ordinal >= StartOrdinal(set) && ordinal <= EndOrdinal(set)
}

// Strategy is the update strategy's type, RollingUpdate when none is given.
func Strategy(set *appsv1.StatefulSet) appsv1.StatefulSetUpdateStrategyType {
	if set.Spec.UpdateStrategy.Type == "" {
		return appsv1.RollingUpdateStatefulSetStrategyType
	}
	return set.Spec.UpdateStrategy.Type
}

// Partition is spec.updateStrategy.rollingUpdate.partition, 0 when absent and
// for other strategies. It is an offset from StartOrdinal, not an ordinal.
func Partition(set *appsv1.StatefulSet) int32 {
	ru := set.Spec.UpdateStrategy.RollingUpdate
	if ru == nil || ru.Partition == nil || Strategy(set) != appsv1.RollingUpdateStatefulSetStrategyType {
		return 0
	}
	return *ru.Partition
}

// FirstUpdatedOrdinal is the lowest ordinal that a rolling update reaches:
// the partition counts from StartOrdinal. The controller indexes its replicas
// slice, which begins at StartOrdinal, with the partition (updateStatefulSet).
// A partition of 2147483647, a usual way to hold everything, stays that high.
func FirstUpdatedOrdinal(set *appsv1.StatefulSet) int32 {
	return int32(min(int64(StartOrdinal(set))+int64(Partition(set)), math.MaxInt32))
}

// HeldByPartition reports whether a rolling update passes ordinal by.
func HeldByPartition(set *appsv1.StatefulSet, ordinal int32) bool {
	return int64(ordinal) < int64(StartOrdinal(set))+int64(Partition(set))
}

// OrderedReady reports whether Pods are created and removed one after another
// (allowsBurst, negated).
func OrderedReady(set *appsv1.StatefulSet) bool {
	return set.Spec.PodManagementPolicy != appsv1.ParallelPodManagement
}

// ParentAndOrdinal splits a Pod's name into its set's name and its ordinal; a
// claim's into "<template>-<set>" and its ordinal. A name without an ordinal
// gives "", -1 (getParentNameAndOrdinal; ordinals beyond 32 bits give -1).
func ParentAndOrdinal(name string) (parent string, ordinal int32) {
	i := strings.LastIndexByte(name, '-')
	if i < 0 || i == len(name)-1 {
		return "", -1
	}
	digits := name[i+1:]
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return "", -1
		}
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil {
		return name[:i], -1
	}
	return name[:i], int32(n)
}
