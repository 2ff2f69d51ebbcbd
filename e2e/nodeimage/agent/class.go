package main

import (
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// The parameters that a StorageClass may have, for tests of what goes wrong or takes two steps in real clusters.
const (
	// maxSize is the size above which a volume is refused, both new and on resize.
	maxSize = "maxSize"
	// nodeExpansion "true" leaves the end of a resize to the kubelet, as most cloud disks do: the claim has the
	// condition FileSystemResizePending until a Pod mounts the volume.
	nodeExpansion = "nodeExpansion"
)

// smallest is the smallest file that mkfs.xfs makes a file system in.
const smallest = 16 << 20

// block is the unit of an XFS.
const block = 4 << 10

// fileSize is the size of the file for a volume. The file system's own needs come off it, as on a real disk.
func fileSize(size resource.Quantity) int64 {
	return max(smallest, (size.Value()+block-1)/block*block)
}

// allowed refuses sizes as a CSI driver does: with this code the controllers call the wish infeasible, and slow down.
func allowed(class *storagev1.StorageClass, size resource.Quantity) error {
	text, limited := class.Parameters[maxSize]
	if !limited {
		return nil
	}
	limit, err := resource.ParseQuantity(text)
	if err != nil {
		return status.Errorf(codes.InvalidArgument, "StorageClass %s: parameter %s: %v", class.Name, maxSize, err)
	}
	if size.Cmp(limit) > 0 {
		return status.Errorf(codes.OutOfRange, "%s is more than the %s that StorageClass %s has for a volume", size.String(), text, class.Name)
	}
	return nil
}

func finishedByKubelet(class *storagev1.StorageClass) bool {
	return class.Parameters[nodeExpansion] == "true"
}
