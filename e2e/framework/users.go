package framework

import (
	"context"
	"strings"
)

// UserWithToken is the scenario as somebody whose only credential is a bearer token.
func (f *F) UserWithToken(token string) *F {
	f.Helper()
	return f.As(f.writeKubeconfig(f.cluster.kubeconfig, token))
}

// ServiceAccount is the scenario as a new ServiceAccount that may read these resources of its namespace and nothing else.
func (f *F) ServiceAccount(name string, resources ...string) *F {
	f.Helper()
	f.Kubectl("create", "serviceaccount", name)
	if len(resources) > 0 {
		f.Kubectl("create", "role", name, "--verb=get,list", "--resource="+strings.Join(resources, ","))
		f.Kubectl("create", "rolebinding", name, "--role="+name, "--serviceaccount="+f.Namespace+":"+name)
	}
	return f.UserWithToken(strings.TrimSpace(f.Kubectl("create", "token", name)))
}

// ClusterAdmin is the scenario as a new ServiceAccount that may do everything: a user with a name of its own in
// the audit log.
func (f *F) ClusterAdmin(name string) *F {
	f.Helper()
	user := f.ServiceAccount(name)
	binding := f.Namespace + "-" + name
	f.Kubectl("create", "clusterrolebinding", binding, "--clusterrole=cluster-admin", "--serviceaccount="+f.Namespace+":"+name)
	f.Cleanup(func() {
		f.succeed(f.exec(context.Background(), f.cluster.kubeconfig, "kubectl", "delete", "clusterrolebinding", binding))
	})
	return user
}

// ServiceAccountName is the user name of a ServiceAccount of the scenario, as RBAC, audit log and `--as` have it.
func (f *F) ServiceAccountName(name string) string {
	return "system:serviceaccount:" + f.Namespace + ":" + name
}
