// Package framework runs end-to-end scenarios against a real API server, as a user would: `kubectl sts …` with
// a kubeconfig and a PATH.
//
// A scenario cannot tell which cluster it runs on. Main starts a control plane for the test process, or takes the
// cluster of E2E_KUBECONFIG; New gives each scenario a namespace of its own, so that scenarios run side by side;
// what only some clusters can do a scenario asks for with Require. Every scenario ends with OfflineEqualsLive.
//
// Environment, each with its default:
//
//	STS_PLUGIN_BIN        bin/kubectl-sts       the plugin under test
//	STS_CONTROLPLANE_BIN  bin/sts-controlplane  what starts a control plane
//	E2E_KUBECONFIG        none                  use this cluster instead of starting one
//	E2E_AUDIT_LOG         the control plane's   audit log of the cluster of E2E_KUBECONFIG
//	E2E_ARTIFACTS         none                  where the control plane's logs go when a scenario fails
package framework
