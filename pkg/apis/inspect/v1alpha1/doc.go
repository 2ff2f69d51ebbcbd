// Package v1alpha1 is the output contract of kubectl-sts: what `-o json` and
// `-o yaml` print and what Go programs get from pkg/inspect.
//
// A report holds facts, not presentation: numbers stay numbers, times stay
// metav1.Time, enumerations are CamelCase strings in the words of Kubernetes.
// There are no ages, icons, colours or "3/5" in it. Absent optional fields mean
// "not known", never "zero"; what could not be read is listed under gaps.
//
// +k8s:deepcopy-gen=package
// +groupName=inspect.kubectl-sts.dev
package v1alpha1
