// Package oracle proves pkg/replay against the StatefulSet controller itself.
//
// A judge is the controller of one version of Kubernetes, compiled from its own
// source (the modules below this folder, one a version). The Generator makes states
// of a set; the judge runs one sync over each, replay.Next says what that sync
// would do, and Compare finds what differs. Shrink makes a state with a difference
// small, and as a Fixture in testdata it stays as a test.
package oracle
