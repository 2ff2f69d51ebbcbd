package cmd

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// apiServer answers as an API server with these StatefulSets and nothing else.
// A key is namespace/name. It records the requests.
type apiServer struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string
}

var listKinds = map[string]string{
	"statefulsets":           "StatefulSetList",
	"controllerrevisions":    "ControllerRevisionList",
	"pods":                   "PodList",
	"persistentvolumeclaims": "PersistentVolumeClaimList",
	"persistentvolumes":      "PersistentVolumeList",
	"services":               "ServiceList",
	"nodes":                  "NodeList",
	"configmaps":             "ConfigMapList",
	"endpointslices":         "EndpointSliceList",
	"poddisruptionbudgets":   "PodDisruptionBudgetList",
	"storageclasses":         "StorageClassList",
	"events":                 "EventList",
	"namespaces":             "NamespaceList",
}

func newAPIServer(t *testing.T, sets ...string) *apiServer {
	t.Helper()
	s := &apiServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, r.Method+" "+r.URL.RequestURI())
		s.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		code, answer := answer(r, sets)
		w.WriteHeader(code)
		if r.URL.Query().Get("watch") != "" && code == http.StatusOK {
			watch(w, r, answer)
			return
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(s.Close)
	useServer(t, s.URL)
	return s
}

func answer(r *http.Request, sets []string) (int, any) {
	dir, last := path.Split(r.URL.Path)
	namespace := ""
	if _, rest, ok := strings.Cut(r.URL.Path, "/namespaces/"); ok {
		namespace, _, _ = strings.Cut(rest, "/")
	}
	groupVersion := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/apis/"), "/api/")
	groupVersion = strings.Join(strings.SplitN(groupVersion, "/", 3)[:min(2, strings.Count(groupVersion, "/"))], "/")
	if strings.HasPrefix(r.URL.Path, "/api/") {
		groupVersion = "v1"
	}
	if kind, ok := listKinds[last]; ok {
		items := []any{}
		for _, set := range sets {
			ns, name, _ := strings.Cut(set, "/")
			selector := r.URL.Query().Get("labelSelector")
			switch {
			case last == "namespaces":
				items = append(items, map[string]any{"metadata": map[string]any{"name": ns}})
			case last == "statefulsets" && (namespace == "" || namespace == ns) && (selector == "" || selector == "app="+name):
				items = append(items, statefulSet(ns, name))
			}
		}
		return http.StatusOK, map[string]any{"apiVersion": groupVersion, "kind": kind, "metadata": map[string]any{}, "items": items}
	}
	for _, set := range sets {
		if ns, name, _ := strings.Cut(set, "/"); strings.HasSuffix(dir, "/statefulsets/") && namespace == ns && last == name {
			return http.StatusOK, statefulSet(ns, name)
		}
	}
	return http.StatusNotFound, apiStatus(http.StatusNotFound, "NotFound", last+" not found")
}

// watch answers with what a list has, and then has nothing to say for as long as it is asked.
func watch(w http.ResponseWriter, r *http.Request, list any) {
	l := list.(map[string]any)
	tell := func(event string, object any) {
		_ = json.NewEncoder(w).Encode(map[string]any{"type": event, "object": object})
	}
	name := strings.TrimPrefix(r.URL.Query().Get("fieldSelector"), "metadata.name=")
	for _, item := range l["items"].([]any) {
		if name == "" || item.(map[string]any)["metadata"].(map[string]any)["name"] == name {
			tell("ADDED", item)
		}
	}
	kind := strings.TrimSuffix(l["kind"].(string), "List")
	if strings.Contains(r.Header.Get("Accept"), "as=PartialObjectMetadata") {
		kind, l["apiVersion"] = "PartialObjectMetadata", "meta.k8s.io/v1"
	}
	tell("BOOKMARK", map[string]any{"apiVersion": l["apiVersion"], "kind": kind, "metadata": map[string]any{
		"resourceVersion": "1", "annotations": map[string]any{"k8s.io/initial-events-end": "true"},
	}})
	w.(http.Flusher).Flush()
	<-r.Context().Done()
}

func statefulSet(namespace, name string) map[string]any {
	labels := map[string]any{"app": name}
	return map[string]any{
		"apiVersion": "apps/v1", "kind": "StatefulSet",
		"metadata": map[string]any{"namespace": namespace, "name": name, "uid": "uid-of-" + name, "generation": 1},
		"spec": map[string]any{
			"replicas": 0, "serviceName": "", "selector": map[string]any{"matchLabels": labels},
			"template": map[string]any{"metadata": map[string]any{"labels": labels}},
		},
		"status": map[string]any{"observedGeneration": 1, "replicas": 0, "currentRevision": name + "-1", "updateRevision": name + "-1"},
	}
}

func apiStatus(code int, reason, message string) map[string]any {
	return map[string]any{
		"apiVersion": "v1", "kind": "Status", "status": "Failure", "code": code, "reason": reason, "message": message,
	}
}

// useServer points KUBECONFIG at url, in namespace shop.
func useServer(t *testing.T, url string) {
	t.Helper()
	useKubeconfig(t, `
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "`+url+`"}}]
users: [{name: u, user: {token: t}}, {name: other, user: {token: t}}]
contexts: [{name: here, context: {cluster: c, user: u, namespace: shop}}, {name: there, context: {cluster: c, user: u}}]
current-context: here
`)
}

func useKubeconfig(t *testing.T, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", file)
}
