// Package walk proves pkg/replay on a running cluster: random walks through the lives of StatefulSets, in which
// every write of the real StatefulSet controller has to be one that replay foresaw.
//
// A walk changes its set at random: scales it, changes its template, turns Pods bad, deletes them and their
// claims, takes labels and owners away. History keeps what the API server's watches say of the set and all around
// it, in the order of resource versions. The API server's audit log says what the controller asked for, refused or
// not, down to the status it wrote. Explain cuts these writes into syncs, each of which has to be, write for write,
// what replay.Next says for the world as it stood before the sync's first write.
//
// The controller sees the world through caches, each of which may lag behind for a moment: a sync that is right
// for what the caches held shortly before counts as late, and how much is allowed is in lag.go. When the world is
// still, replay has to say that there is nothing to do, and that the status is the stored one.
//
// The walks carry the build tag e2e and need a cluster: run them with `make test`, or many steps with `make walk`.
package walk
