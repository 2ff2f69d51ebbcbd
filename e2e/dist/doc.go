// Package dist tests what users download: the archives of `make dist`, `go install`, the workflows and the action.
//
// Its tests carry the build tag e2e and need no cluster:
//
//	go test -tags e2e ./e2e/dist
//
// They make releases of the working tree as it is, in copies of it, for the platform of this machine; for others too
// with STS_DIST_PLATFORMS="linux/amd64 windows/amd64 …", each of which compiles all of the plugin again.
package dist
