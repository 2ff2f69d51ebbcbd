// Package scenarios proves, on a real StatefulSet controller and through the plugin's own output, what the books
// promise of StatefulSets and what kubectl-sts promises of its screens.
//
// Its tests carry the build tag e2e and need a cluster: run them with `make test`, or, once the binaries are
// built, with
//
//	go test -tags e2e ./e2e/scenarios
package scenarios
