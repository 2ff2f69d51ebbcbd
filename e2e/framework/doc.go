// Package framework runs end-to-end scenarios against a real API server, as a user would: `kubectl sts …` with
// a kubeconfig and a PATH that has little else.
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
//	STS_E2E_KIND          none                  the cluster of E2E_KUBECONFIG is this one of kind, on this machine
//	E2E_AUDIT_LOG         the control plane's   audit log of the cluster of E2E_KUBECONFIG: a file, or docker:NODE:PATH
//	E2E_ARTIFACTS         none                  where a failed scenario leaves what there is to know, see docs/e2e.md
package framework
