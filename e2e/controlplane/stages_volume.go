package main

import (
	"strings"

	"sigs.k8s.io/kwok/pkg/apis/v1alpha1"
)

// provisioner is the CSI driver that the storage classes name and these Stages play.
const provisioner = "sim.kubectl-sts.dev"

// volumeStages play the external provisioner and resizer. The real PersistentVolume controller does the
// rest: it hands the claim to the provisioner, binds it to the volume, and releases the volume.
func volumeStages() []*v1alpha1.Stage {
	// KWOK creates the volume, or merges this into the volume that is there.
	volume := v1alpha1.StageStep{Apply: &v1alpha1.StageApply{
		Template: strings.ReplaceAll(volumeTemplate, "PROVISIONER", provisioner), Type: new(v1alpha1.StagePatchTypeMergePatch),
	}}
	return []*v1alpha1.Stage{
		stage("PersistentVolumeClaim", "claim-provision",
			`alive and .spec.volumeName == null and .metadata.annotations["volume.kubernetes.io/storage-provisioner"] == "`+provisioner+`"`,
			volume),
		// Only a class that allows it lets anybody ask for more (admission plugin PersistentVolumeClaimResize).
		stage("PersistentVolumeClaim", "claim-resize",
			`alive and .status.phase == "Bound" and .metadata.annotations["volume.kubernetes.io/storage-provisioner"] == "`+provisioner+`"
and .status.capacity.storage != null and .spec.resources.requests.storage != .status.capacity.storage`,
			volume, setStatus(biggerClaim)),
		stage("PersistentVolume", "volume-delete",
			`alive and .metadata.annotations["pv.kubernetes.io/provisioned-by"] == "`+provisioner+`"
and .status.phase == "Released" and .spec.persistentVolumeReclaimPolicy == "Delete"`,
			v1alpha1.StageStep{Delete: true}),
	}
}

// volumeTemplate: a volume for which the scheduler chose the node first can be used in that zone only, as in
// a real cloud. node() says why the zone can be told from the node's name.
const volumeTemplate = `
{{ $node := get (.metadata.annotations | default dict) "volume.kubernetes.io/selected-node" }}
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pvc-{{ .metadata.uid }}
  annotations: {pv.kubernetes.io/provisioned-by: PROVISIONER}
spec:
  accessModes: {{ toJson .spec.accessModes }}
  capacity: {storage: {{ .spec.resources.requests.storage | Quote }}}
  persistentVolumeReclaimPolicy: Delete
  storageClassName: {{ .spec.storageClassName | Quote }}
  volumeMode: {{ .spec.volumeMode | default "Filesystem" | Quote }}
  claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, name: {{ .metadata.name | Quote }}, namespace: {{ .metadata.namespace | Quote }}, uid: {{ .metadata.uid | Quote }}}
  csi: {driver: PROVISIONER, volumeHandle: pvc-{{ .metadata.uid }}}
{{ if hasPrefix "node-" $node }}
  nodeAffinity:
    required:
      nodeSelectorTerms:
      - matchExpressions:
        - {key: topology.kubernetes.io/zone, operator: In, values: [{{ index (list "zone-a" "zone-b" "zone-c") (mod (trimPrefix "node-" $node | atoi) 3) }}]}
{{ end }}
`

const biggerClaim = `
capacity: {storage: {{ .spec.resources.requests.storage | Quote }}}
`
