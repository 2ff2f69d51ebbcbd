package main

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
)

//go:embed config/Corefile
var corefile string

// seedObjects is what a cluster has before its users come.
func (o *upOptions) seedObjects() []runtime.Object {
	objects := []runtime.Object{
		&corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Name: "coredns", Namespace: metav1.NamespaceSystem},
			Data:       map[string]string{"Corefile": strings.ReplaceAll(corefile, "CLUSTER_DOMAIN", o.ClusterDomain)},
		},
		kwokRole(),
		&rbacv1.ClusterRoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: kwokUser.name},
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: kwokUser.name},
			Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: kwokUser.name}},
		},
		// Without it the attach-detach controller would wait for an attacher that does not exist.
		&storagev1.CSIDriver{
			ObjectMeta: metav1.ObjectMeta{Name: provisioner},
			Spec:       storagev1.CSIDriverSpec{AttachRequired: new(false)},
		},
		storageClass("standard", storagev1.VolumeBindingImmediate, false, true),
		storageClass("standard-wffc", storagev1.VolumeBindingWaitForFirstConsumer, false, false),
		storageClass("fast", storagev1.VolumeBindingImmediate, true, false),
	}
	policy, binding := guard()
	objects = append(objects, policy, binding)
	pods := max(110, 2*o.Scale*podsPerSet/o.Nodes)
	for i := range o.Nodes {
		objects = append(objects, node(i, pods))
	}
	return objects
}

func storageClass(name string, mode storagev1.VolumeBindingMode, expand, isDefault bool) *storagev1.StorageClass {
	c := &storagev1.StorageClass{
		ObjectMeta:  metav1.ObjectMeta{Name: name},
		Provisioner: provisioner, VolumeBindingMode: &mode, AllowVolumeExpansion: &expand,
		ReclaimPolicy: new(corev1.PersistentVolumeReclaimDelete),
	}
	if isDefault {
		c.Annotations = map[string]string{"storageclass.kubernetes.io/is-default-class": "true"}
	}
	return c
}

// kwokRole is what the fake kubelets and the volume provisioner of the Stages need, and no more.
func kwokRole() *rbacv1.ClusterRole {
	rule := func(group, resources, verbs string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: strings.Fields(resources), Verbs: strings.Fields(verbs)}
	}
	return &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: kwokUser.name},
		Rules: []rbacv1.PolicyRule{
			rule("", "nodes pods persistentvolumeclaims", "get list watch"),
			rule("", "pods", "delete"),
			rule("", "nodes/status pods/status persistentvolumeclaims/status", "patch update"),
			rule("", "persistentvolumes", "get list watch create patch delete"),
			rule("", "events", "create patch update"),
			rule("events.k8s.io", "events", "create patch update"),
			rule("coordination.k8s.io", "leases", "get list watch create update patch delete"),
		},
	}
}

// seed creates the objects; those of an earlier start stay as they are, for people may have changed them.
func seed(ctx context.Context, client kubernetes.Interface, objects []runtime.Object) error {
	for _, object := range objects {
		var err error
		opts := metav1.CreateOptions{}
		switch o := object.(type) {
		case *admissionv1.ValidatingAdmissionPolicy:
			_, err = client.AdmissionregistrationV1().ValidatingAdmissionPolicies().Create(ctx, o, opts)
		case *admissionv1.ValidatingAdmissionPolicyBinding:
			_, err = client.AdmissionregistrationV1().ValidatingAdmissionPolicyBindings().Create(ctx, o, opts)
		case *corev1.ConfigMap:
			_, err = client.CoreV1().ConfigMaps(o.Namespace).Create(ctx, o, opts)
		case *corev1.Node:
			_, err = client.CoreV1().Nodes().Create(ctx, o, opts)
		case *rbacv1.ClusterRole:
			_, err = client.RbacV1().ClusterRoles().Create(ctx, o, opts)
		case *rbacv1.ClusterRoleBinding:
			_, err = client.RbacV1().ClusterRoleBindings().Create(ctx, o, opts)
		case *storagev1.CSIDriver:
			_, err = client.StorageV1().CSIDrivers().Create(ctx, o, opts)
		case *storagev1.StorageClass:
			_, err = client.StorageV1().StorageClasses().Create(ctx, o, opts)
		}
		if err != nil && !apierrors.IsAlreadyExists(err) {
			return fmt.Errorf("creating %T: %w", object, err)
		}
	}
	return nil
}
