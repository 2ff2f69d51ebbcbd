// Package scenarios proves what only a cluster with kubelets, a DNS server and volumes that fill up can show. What
// every cluster can show is in e2e/scenarios, which runs on kind as well.
//
// Its tests carry the build tag e2e and need the cluster of E2E_KUBECONFIG: docs/e2e.md says how to run one.
package scenarios
