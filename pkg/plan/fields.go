package plan

import (
	"fmt"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-sts/kubectl-sts/pkg/replay"
	"github.com/kubectl-sts/kubectl-sts/pkg/revision"
	"github.com/kubectl-sts/kubectl-sts/pkg/statefulset"
)

func (c *Change) setImages(_ *facts, e *edit) error {
	spec := &e.set.Spec.Template.Spec
	for _, image := range c.Images {
		found := false
		var have []string
		for _, list := range [][]corev1.Container{spec.Containers, spec.InitContainers} {
			for i := range list {
				have = append(have, list[i].Name)
				if list[i].Name == image.Container {
					list[i].Image, found = image.Image, true
				}
			}
		}
		if !found {
			return fmt.Errorf("%s has no container %s; it has: %s", e.set.Name, image.Container, strings.Join(have, ", "))
		}
	}
	return nil
}

func (c *Change) restart(f *facts, e *edit) error {
	if c.Restart {
		t := &e.set.Spec.Template
		if t.Annotations == nil {
			t.Annotations = map[string]string{}
		}
		t.Annotations[revision.RestartedAt] = f.now.Format(time.RFC3339)
	}
	return nil
}

func (c *Change) setNumbers(_ *facts, e *edit) error {
	if c.Replicas != nil {
		if *c.Replicas < 0 {
			return fmt.Errorf("replicas cannot be %d", *c.Replicas)
		}
		e.set.Spec.Replicas = c.Replicas
	}
	if c.OrdinalsStart != nil && *c.OrdinalsStart != statefulset.StartOrdinal(e.set) {
		if *c.OrdinalsStart < 0 {
			return fmt.Errorf("ordinals cannot start at %d", *c.OrdinalsStart)
		}
		e.set.Spec.Ordinals = &appsv1.StatefulSetOrdinals{Start: *c.OrdinalsStart}
	}
	return nil
}

// setRollingUpdate sets what only the strategy RollingUpdate has.
func (c *Change) setRollingUpdate(_ *facts, e *edit) error {
	if c.Partition == nil && c.MaxUnavailable == nil {
		return nil
	}
	if s := statefulset.Strategy(e.set); s != appsv1.RollingUpdateStatefulSetStrategyType {
		return fmt.Errorf("%s is updated by %s: only RollingUpdate has a partition and maxUnavailable", e.set.Name, s)
	}
	strategy := &e.set.Spec.UpdateStrategy
	if strategy.RollingUpdate == nil {
		strategy.RollingUpdate = &appsv1.RollingUpdateStatefulSetStrategy{}
	}
	if strategy.RollingUpdate.Partition == nil {
		strategy.RollingUpdate.Partition = new(int32)
	}
	if c.Partition != nil {
		if *c.Partition < 0 {
			return fmt.Errorf("the partition cannot be %d", *c.Partition)
		}
		strategy.RollingUpdate.Partition = c.Partition
	}
	if c.MaxUnavailable != nil {
		n, err := intstr.GetScaledValueFromIntOrPercent(c.MaxUnavailable, 100, true)
		if err != nil || n < 1 || c.MaxUnavailable.Type == intstr.String && n > 100 {
			return fmt.Errorf("maxUnavailable cannot be %s: want a number above 0, or a percentage from 1%% to 100%%", c.MaxUnavailable.String())
		}
		strategy.RollingUpdate.MaxUnavailable = c.MaxUnavailable
	}
	return nil
}

// dropDisabled does as the API server does with a field whose feature gate is off
// (dropStatefulSetDisabledFields).
func (c *Change) dropDisabled(f *facts, e *edit, rules replay.Rules) {
	after := e.set.Spec.UpdateStrategy.RollingUpdate
	if rules.MaxUnavailable || maxUnavailable(e.set) == "1" {
		return
	}
	e.assumptions = append(e.assumptions, fmt.Sprintf("feature gate %s is off, and maxUnavailable %s is not obeyed", replay.GateMaxUnavailable, maxUnavailable(e.set)))
	if before := f.set.Spec.UpdateStrategy.RollingUpdate; before == nil || before.MaxUnavailable == nil {
		after.MaxUnavailable = nil
	}
}
