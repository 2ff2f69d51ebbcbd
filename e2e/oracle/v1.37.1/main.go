// judge is the StatefulSet controller of this version of Kubernetes, see ../judge.
package main

import "github.com/kubectl-sts/kubectl-sts/e2e/oracle/judge"

func main() { judge.Main() }
