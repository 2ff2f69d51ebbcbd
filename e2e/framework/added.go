package framework

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	storagev1client "k8s.io/client-go/kubernetes/typed/storage/v1"
)

// sizedProvisioner makes volumes that are as large as asked for, fill up and grow: the one of e2e/nodeimage.
const sizedProvisioner = "volume.kubectl-sts.dev"

// ours marks what a run adds to a cluster that was there before.
const ours = "e2e.kubectl-sts.dev/added"

// addClasses adds the StorageClasses that the examples name and this cluster lacks: like its default one, but for
// whether claims can be expanded. close removes them, or the next run does when this one is killed.
func (c *cluster) addClasses(ctx context.Context) error {
	var err error
	if c.storage, err = storagev1client.NewForConfig(c.config); err != nil {
		return err
	}
	classes, err := c.storage.StorageClasses().List(ctx, metav1.ListOptions{})
	if err != nil {
		return fmt.Errorf("listing StorageClasses: %w", err)
	}
	has := map[string]bool{}
	var standard *storagev1.StorageClass
	for i := range classes.Items {
		class := &classes.Items[i]
		has[class.Name] = true
		c.sized = c.sized || class.Provisioner == sizedProvisioner
		if class.Annotations["storageclass.kubernetes.io/is-default-class"] == "true" {
			standard = class
		}
		if class.Labels[ours] != "" {
			c.addedClasses = append(c.addedClasses, class.Name)
		}
	}
	for name, expand := range map[string]bool{"standard": false, "standard-wffc": false, "fast": true} {
		if has[name] {
			continue
		}
		if standard == nil {
			return errors.New("the cluster has no default StorageClass, and scenarios need volumes")
		}
		class := &storagev1.StorageClass{
			ObjectMeta:  metav1.ObjectMeta{Name: name, Labels: map[string]string{ours: "yes"}},
			Provisioner: standard.Provisioner, Parameters: standard.Parameters, VolumeBindingMode: standard.VolumeBindingMode, AllowVolumeExpansion: &expand,
		}
		if _, err := c.storage.StorageClasses().Create(ctx, class, metav1.CreateOptions{}); err != nil {
			return fmt.Errorf("adding StorageClass %s: %w", name, err)
		}
		c.addedClasses = append(c.addedClasses, name)
	}
	return nil
}

func (c *cluster) removeClasses() error {
	var errs []error
	for _, name := range c.addedClasses {
		err := c.storage.StorageClasses().Delete(context.Background(), name, metav1.DeleteOptions{})
		if err != nil && !apierrors.IsNotFound(err) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// run is the name of this process among those that use the cluster.
func (c *cluster) run() string { return filepath.Base(c.dir) }

// removeNamespaces removes those of scenarios that did not come to their end.
func (c *cluster) removeNamespaces() error {
	ctx := context.Background()
	left, err := c.core.Namespaces().List(ctx, metav1.ListOptions{LabelSelector: ours + "=" + c.run()})
	if err != nil {
		return fmt.Errorf("listing the namespaces that are left: %w", err)
	}
	var errs []error
	for i := range left.Items {
		if left.Items[i].DeletionTimestamp == nil {
			errs = append(errs, c.core.Namespaces().Delete(ctx, left.Items[i].Name, metav1.DeleteOptions{}))
		}
	}
	return errors.Join(errs...)
}
