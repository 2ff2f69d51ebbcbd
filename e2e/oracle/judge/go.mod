// What every judge has in common. It requires nothing itself: the versions in
// ../v1.* say which Kubernetes it is compiled against.
module github.com/kubectl-sts/kubectl-sts/e2e/oracle/judge

go 1.26.0
