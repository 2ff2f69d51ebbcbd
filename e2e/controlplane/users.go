package main

import (
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// user is somebody the apiserver knows by a static token.
type user struct{ file, name, group string }

var (
	adminUser     = user{"admin", "kubernetes-admin", "system:masters"}
	launcherUser  = user{"launcher", "sts-controlplane", "system:masters"}
	managerUser   = user{controllerManager, "system:kube-controller-manager", ""}
	schedulerUser = user{kubeScheduler, "system:kube-scheduler", ""}
	kwokUser      = user{kwok, "kwok", ""}

	users = []user{adminUser, launcherUser, managerUser, schedulerUser, kwokUser}
)

func makeTokens(dir layout) error {
	f, err := os.OpenFile(dir.pki("tokens.csv"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	for _, u := range users {
		_ = w.Write([]string{rand.Text(), u.name, u.name, u.group})
	}
	w.Flush()
	return w.Error()
}

// writeKubeconfigs writes one file a user, and the administrator's once more where people look for it.
func writeKubeconfigs(dir layout, server string) error {
	ca, err := os.ReadFile(dir.pki("ca.crt"))
	if err != nil {
		return err
	}
	f, err := os.Open(dir.pki("tokens.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return fmt.Errorf("reading %s: %w", f.Name(), err)
	}
	tokens := map[string]string{}
	for _, row := range rows {
		tokens[row[1]] = row[0]
	}
	const name = "sts-controlplane"
	for _, u := range users {
		c := clientcmdapi.NewConfig()
		c.Clusters[name] = &clientcmdapi.Cluster{Server: server, CertificateAuthorityData: ca}
		c.AuthInfos[u.name] = &clientcmdapi.AuthInfo{Token: tokens[u.name]}
		c.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: u.name, Namespace: "default"}
		c.CurrentContext = name
		files := []string{dir.componentConfig(u)}
		if u == adminUser {
			files = append(files, dir.kubeconfig())
		}
		for _, file := range files {
			if err := clientcmd.WriteToFile(*c, file); err != nil {
				return err
			}
		}
	}
	return nil
}

// launcherClient is the client of the launcher itself, whose requests the audit log leaves out.
func launcherClient(dir layout) (*kubernetes.Clientset, error) {
	c, err := clientcmd.BuildConfigFromFlags("", dir.componentConfig(launcherUser))
	if err != nil {
		return nil, err
	}
	c.QPS = -1
	c.UserAgent = "sts-controlplane"
	c.ContentType = "application/vnd.kubernetes.protobuf"
	return kubernetes.NewForConfig(c)
}
