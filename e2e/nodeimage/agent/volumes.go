package main

import (
	"context"
	"sync"
	"time"

	resizecontroller "github.com/kubernetes-csi/external-resizer/v2/pkg/controller"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

// provisionerName is what the StorageClass calls us by.
const provisionerName = "volume.kubectl-sts.dev"

// newVolumes prepares the two controllers that every CSI driver has beside it: the libraries are those of
// external-provisioner and external-resizer, so that claims get the events and conditions that they get in real
// clusters. Instead of one leader for all nodes, each node looks after its own volumes.
func newVolumes(ctx context.Context, client kubernetes.Interface, factory informers.SharedInformerFactory, node string, disks *disks) (run func()) {
	claims := factory.Core().V1().PersistentVolumeClaims().Informer()
	provision := controller.NewProvisionController(ctx, client, provisionerName, &provisioner{node, disks},
		controller.LeaderElection(false),
		// Their defaults begin with a pause of 15 s.
		controller.RateLimiter(retries()),
		controller.ResyncPeriod(resync),
		controller.ClaimsInformer(claims),
		controller.VolumesInformer(factory.Core().V1().PersistentVolumes().Informer()),
		controller.ClassesInformer(factory.Storage().V1().StorageClasses().Informer()),
	)
	classes := factory.Storage().V1().StorageClasses().Lister()
	resize := resizecontroller.NewResizeController(provisionerName, &resizer{ctx, node, disks, classes}, client, resync, factory,
		retries(), false, 5*time.Minute)
	return func() {
		var controllers sync.WaitGroup
		controllers.Go(func() { provision.Run(ctx) })
		controllers.Go(func() { resize.Run(2, ctx, &controllers) })
		controllers.Wait()
	}
}

func retries() workqueue.TypedRateLimiter[string] {
	return workqueue.NewTypedItemExponentialFailureRateLimiter[string](500*time.Millisecond, 30*time.Second)
}
