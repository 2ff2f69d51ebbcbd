//go:build e2e

package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"k8s.io/client-go/rest"

	"github.com/kubectl-sts/kubectl-sts/e2e/framework"
)

// etcdClient speaks to etcd's HTTP gateway through the API server.
type etcdClient struct {
	f    *framework.F
	http *http.Client
	base string
}

// service is any member that is ready.
const service = "services/etcd-client:client"

// member is one of them, ready or not.
func member(name string) string { return "pods/" + name + ":2379" }

func dialEtcd(f *framework.F) *etcdClient {
	f.Helper()
	config := f.Config()
	config.Timeout = 10 * time.Second
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		f.Fatal(err)
	}
	return &etcdClient{f, client, fmt.Sprintf("%s/api/v1/namespaces/%s/", config.Host, f.Namespace)}
}

// ask sends a request, GET without a body, and decodes the answer.
func (c *etcdClient) ask(ctx context.Context, whom, path string, body map[string]any, answer any) error {
	method, content := http.MethodGet, []byte(nil)
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return err
		}
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+whom+"/proxy"+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %s", whom, path, response.Status, said)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(said, answer)
}

func (c *etcdClient) must(whom, path string, body map[string]any, answer any) {
	c.f.Helper()
	if err := c.ask(c.f.Context(), whom, path, body, answer); err != nil {
		c.f.Fatal(err)
	}
}

// versions that the members run, by ordinal.
func (c *etcdClient) versions() string {
	c.f.Helper()
	var all []string
	for i := range 3 {
		var answer struct{ EtcdServer string }
		c.must(member(fmt.Sprintf("etcd-%d", i)), "/version", nil, &answer)
		all = append(all, answer.EtcdServer)
	}
	return strings.Join(all, " ")
}

type etcdMember struct{ ID, Name string }

func (c *etcdClient) list() []etcdMember {
	c.f.Helper()
	var answer struct{ Members []etcdMember }
	c.must(member("etcd-0"), "/v3/cluster/member/list", map[string]any{}, &answer)
	return answer.Members
}

// members that the quorum knows by name.
func (c *etcdClient) members() string {
	c.f.Helper()
	var names []string
	for _, m := range c.list() {
		names = append(names, m.Name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// replaceMember tells the quorum that another member comes in the place of one whose data is lost: no StatefulSet can know.
func (c *etcdClient) replaceMember(name string) {
	c.f.Helper()
	for _, m := range c.list() {
		if m.Name == name {
			c.must(member("etcd-0"), "/v3/cluster/member/remove", map[string]any{"ID": m.ID}, &struct{}{})
		}
	}
	c.must(member("etcd-0"), "/v3/cluster/member/add", map[string]any{"peerURLs": []string{"http://" + name + ".etcd:2380"}}, &struct{}{})
}
