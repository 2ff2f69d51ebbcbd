package main

import (
	_ "embed"
	"fmt"
	"net"
	"os"
	"strings"
)

var (
	//go:embed config/audit-policy.yaml
	auditPolicy string
	//go:embed config/scheduler.yaml
	schedulerConfig string
	//go:embed config/kwok.yaml
	kwokConfig string
)

// writeConfigs writes the configuration files the arguments below point to.
func (o *upOptions) writeConfigs(dir layout, run int) error {
	stages, err := kwokStages()
	if err != nil {
		return err
	}
	// KWOK does not learn which Pod addresses are taken when it starts: each start gets a fresh range of
	// 131,072 addresses, so that kept Pods and new ones never share one.
	podCIDR := fmt.Sprintf("10.%d.0.0/15", 128+2*(run%64))
	controllerLevel := "None"
	if o.AuditController {
		controllerLevel = "RequestResponse"
	}
	for name, text := range map[string]string{
		"audit-policy.yaml": strings.ReplaceAll(auditPolicy, "CONTROLLER_LEVEL", controllerLevel),
		"scheduler.yaml":    strings.ReplaceAll(schedulerConfig, "KUBECONFIG", dir.componentConfig(schedulerUser)),
		"kwok.yaml":         strings.ReplaceAll(kwokConfig, "POD_CIDR", podCIDR) + stages,
	} {
		if err := os.WriteFile(dir.config(name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func etcdArguments(dir layout, client, peer string) []string {
	return []string{
		"--name=default", "--data-dir=" + dir.path("etcd"),
		"--listen-client-urls=" + client, "--advertise-client-urls=" + client,
		"--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=default=" + peer,
		"--client-cert-auth", "--trusted-ca-file=" + dir.pki("ca.crt"),
		"--cert-file=" + dir.pki("etcd.crt"), "--key-file=" + dir.pki("etcd.key"),
		"--peer-client-cert-auth", "--peer-trusted-ca-file=" + dir.pki("ca.crt"),
		"--peer-cert-file=" + dir.pki("etcd.crt"), "--peer-key-file=" + dir.pki("etcd.key"),
		// Nobody needs this state after a power cut.
		"--unsafe-no-fsync", "--quota-backend-bytes=8589934592", "--snapshot-count=10000", "--log-level=warn",
	}
}

func apiserverArguments(dir layout, etcdURL string, port int, gates string) []string {
	return []string{
		"--feature-gates=" + gates,
		"--etcd-servers=" + etcdURL, "--etcd-cafile=" + dir.pki("ca.crt"),
		"--etcd-certfile=" + dir.pki("etcd.crt"), "--etcd-keyfile=" + dir.pki("etcd.key"), "--etcd-compaction-interval=5m",
		"--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", port),
		"--endpoint-reconciler-type=none", "--cert-dir=" + dir.path("tmp"),
		"--tls-cert-file=" + dir.pki("kube-apiserver.crt"), "--tls-private-key-file=" + dir.pki("kube-apiserver.key"),
		"--client-ca-file=" + dir.pki("ca.crt"), "--token-auth-file=" + dir.pki("tokens.csv"),
		"--authorization-mode=RBAC", "--allow-privileged=true",
		"--service-cluster-ip-range=10.96.0.0/16", "--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + dir.pki("service-account.key"),
		"--service-account-signing-key-file=" + dir.pki("service-account.key"),
		"--audit-policy-file=" + dir.config("audit-policy.yaml"), "--audit-log-path=" + dir.path("logs", "audit.log"),
		"--max-requests-inflight=2000", "--max-mutating-requests-inflight=1000",
		"--event-ttl=1h", "--shutdown-delay-duration=0s",
		// By name, the default, DNS servers of the network this runs in would be asked for nodes that they do not know.
		"--kubelet-preferred-address-types=InternalIP",
	}
}

func managerArguments(dir layout, gates string) []string {
	return []string{
		"--feature-gates=" + gates,
		"--kubeconfig=" + dir.componentConfig(managerUser), "--leader-elect=false", "--secure-port=0", "--controllers=*",
		"--service-account-private-key-file=" + dir.pki("service-account.key"), "--root-ca-file=" + dir.pki("ca.crt"),
		"--use-service-account-credentials=true",
		// The default of 15 s is how long a claim may wait when two controllers change it at once.
		"--pvclaimbinder-sync-period=5s",
		"--kube-api-qps=5000", "--kube-api-burst=10000", "--kube-api-content-type=application/vnd.kubernetes.protobuf",
		"--concurrent-statefulset-syncs=50", "--concurrent-gc-syncs=20",
		"--concurrent-service-endpoint-syncs=10", "--concurrent-endpoint-syncs=10",
		"--concurrent-namespace-syncs=20", "--concurrent-serviceaccount-token-syncs=20",
		// KWOK renews its node leases slowly, to leave the machine alone.
		"--node-monitor-grace-period=300s", "--node-monitor-period=30s", "--profiling=false",
	}
}

func schedulerArguments(dir layout) []string {
	return []string{"--config=" + dir.config("scheduler.yaml"), "--secure-port=0"}
}

func kwokArguments(dir layout) []string {
	return []string{"--kubeconfig=" + dir.componentConfig(kwokUser), "--config=" + dir.config("kwok.yaml"), "--v=WARN"}
}

// freePorts picks n free ports of 127.0.0.1, the wanted one first if it is free. They are let go before the
// components take them: another process could come between, and up would fail with the component's message.
func freePorts(n, wanted int) ([]int, error) {
	var ports []int
	for len(ports) < n {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", wanted))
		if err != nil && wanted == 0 {
			return nil, err
		}
		wanted = 0
		if err != nil {
			continue
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
