package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

const (
	// statsPatience is how long a kubelet may take: a node that is gone does not answer
	// at all, and the API server would wait for half a minute.
	statsPatience = 10 * time.Second
	// statsLimit bounds a summary: 250 Pods take about half a megabyte.
	statsLimit = 32 << 20
)

// summary is the part of the kubelet's stats summary that is used
// (k8s.io/kubelet/pkg/apis/stats/v1alpha1.Summary).
type summary struct {
	Pods []struct {
		Volume []struct {
			Time           metav1.Time `json:"time"`
			UsedBytes      *uint64     `json:"usedBytes"`
			CapacityBytes  *uint64     `json:"capacityBytes"`
			AvailableBytes *uint64     `json:"availableBytes"`
			Inodes         *uint64     `json:"inodes"`
			InodesUsed     *uint64     `json:"inodesUsed"`
			InodesFree     *uint64     `json:"inodesFree"`
			PVCRef         *struct {
				Name      string `json:"name"`
				Namespace string `json:"namespace"`
			} `json:"pvcRef"`
		} `json:"volume"`
	} `json:"pods"`
}

// number is nil for what was not measured, and for what cannot have been: kubelets
// write what a driver reports below zero as one near the end of 64 bits.
func number(n *uint64) *int64 {
	if n == nil || *n > math.MaxInt64 {
		return nil
	}
	out := int64(*n)
	return &out
}

// volumeStats asks the kubelets of the Pods that mount the claims held, a request a node
// side by side, how full their volumes are. What one kubelet does not tell is
// one Gap for all nodes that fail alike, which it names.
func (r *reading) volumeStats(ctx context.Context, objs []snapshot.Object) {
	if !r.needs(snapshot.VolumeStats) {
		return
	}
	wanted := map[types.NamespacedName]bool{}
	var nodes []string
	for _, obj := range objs {
		if claim, ok := obj.(*corev1.PersistentVolumeClaim); ok {
			wanted[types.NamespacedName{Namespace: claim.Namespace, Name: claim.Name}] = true
		}
	}
	for _, obj := range objs {
		pod, ok := obj.(*corev1.Pod)
		if !ok || pod.Spec.NodeName == "" || statefulset.IsTerminal(pod) {
			continue // Kubelets measure what they mount.
		}
		for _, claim := range snapshot.ClaimsOf(pod) {
			if wanted[types.NamespacedName{Namespace: pod.Namespace, Name: claim}] {
				nodes = append(nodes, pod.Spec.NodeName)
			}
		}
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	errs := make([]error, len(nodes))
	each(len(nodes), func(i int) {
		var s *summary
		if s, errs[i] = r.summary(ctx, nodes[i]); errs[i] == nil {
			r.holdUsage(s, nodes[i], wanted)
		}
	})
	if gap := r.statsGap(nodes, errs); gap != nil {
		r.b.AddGap(*gap)
		return
	}
	r.b.MarkRead(snapshot.VolumeStats, "")
}

func (r *reading) summary(ctx context.Context, node string) (*summary, error) {
	ctx, cancel := context.WithTimeout(ctx, statsPatience)
	defer cancel()
	body, err := r.clients.core.RESTClient().Get().Resource("nodes").Name(node).SubResource("proxy").
		Suffix("stats", "summary").SetHeader("Accept", "application/json").MaxRetries(0).Stream(ctx)
	if err != nil {
		return nil, silent(ctx, err)
	}
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, statsLimit+1))
	if err != nil {
		return nil, silent(ctx, err)
	}
	if len(text) > statsLimit {
		return nil, errors.New("its stats summary is too long to be one")
	}
	s := &summary{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, errors.New("what it answers is no stats summary")
	}
	return s, nil
}

// silent says that nobody answered, where that is what the error comes to.
func silent(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %s", statsPatience)
	}
	return err
}

func (r *reading) holdUsage(s *summary, node string, wanted map[types.NamespacedName]bool) {
	for i := range s.Pods {
		for j := range s.Pods[i].Volume {
			v := &s.Pods[i].Volume[j]
			if v.PVCRef == nil {
				continue
			}
			claim := types.NamespacedName{Namespace: v.PVCRef.Namespace, Name: v.PVCRef.Name}
			if !wanted[claim] {
				continue // Volumes of others are nobody's business here.
			}
			r.b.SetVolumeUsage(claim, snapshot.VolumeUsage{
				Node: node, Time: metav1.NewTime(v.Time.UTC().Truncate(time.Second)),
				UsedBytes: number(v.UsedBytes), CapacityBytes: number(v.CapacityBytes), AvailableBytes: number(v.AvailableBytes),
				Inodes: number(v.Inodes), InodesUsed: number(v.InodesUsed), InodesFree: number(v.InodesFree),
			})
		}
	}
}

// statsGap puts what failed into one Gap; nil when nothing did.
func (r *reading) statsGap(nodes []string, errs []error) *snapshot.Gap {
	gap := snapshot.Gap{Resource: snapshot.VolumeStats, Reason: snapshot.Forbidden}
	var sentences []string
	of := map[string][]string{}
	for i, err := range errs {
		if err == nil {
			continue
		}
		// What fails alike is said once: where the sentence names the node, it stands for all.
		sentence := strings.ReplaceAll(r.server.sentence(err), nodes[i], "the node")
		if apierrors.IsForbidden(err) {
			// The server's own sentence names each node again.
			sentence = "may not get nodes/proxy"
		} else {
			gap.Reason = snapshot.Failed
		}
		if of[sentence] == nil {
			sentences = append(sentences, sentence)
		}
		of[sentence] = append(of[sentence], nodes[i])
	}
	if len(sentences) == 0 {
		return nil
	}
	for i, sentence := range sentences {
		sentences[i] = "of " + among5(of[sentence]) + ": " + sentence
	}
	gap.Message = strings.Join(sentences, "; ")
	return &gap
}

// among5 names up to five.
func among5(names []string) string {
	const most = 5
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
