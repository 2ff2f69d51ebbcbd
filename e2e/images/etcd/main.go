// Command etcd is etcd's server as its project releases it, of the version that go.mod pins: the one that a
// StatefulSet is upgraded from. The one that it is upgraded to, nodes have already.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
