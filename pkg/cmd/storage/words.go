package storage

const long = `Show what data each ordinal of a StatefulSet has, and what may become of it: a row an
ordinal and claim template, highest ordinal first. Many claims that are alike share a
row; -o wide has a row a claim, with the volume's side, the owners, and what becomes
of claim and data.

  size        of the volume; what template, claim and volume ask for is shown where
              it differs: a claim keeps what it was created with
  mounted by  Pods of any owner that use the claim
  can run on  the nodes that are ready, schedulable and suit the volumes of the
              ordinal: "no node" is a Pod that cannot come back with its data

Below: claims of ordinals outside the range, which scaling up takes into use again
with all that is in them; volumes that outlived their claims; what scaling down,
deleting the set and deleting the namespace destroy; which Pods cannot run elsewhere;
and which claims are not as their template asks.

--usage asks the kubelets how full the volumes are. It needs the right to get
nodes/proxy, which is more than to read: it reaches the kubelet's whole API. What a
kubelet does not tell is "?". No figures are taken of what is not mounted.

--orphans lists claims that no StatefulSet uses or would use: their set is gone, or
it has no such claim template any more. A name alone accuses no claim: what speaks
for and against it is shown, and what is not certain is listed apart.

--resize prints how to grow claims whose template, as all templates, cannot be
changed: numbered commands, which of them are done, and what each destroys when done
wrong. They are printed and never run.

Exit code 0 means that it was read, whatever was found; of --resize, exit code 2 means
that it cannot be done as it is. Without NAME it shows the only StatefulSet of the
namespace, or of the files.`

const example = `  # Whose disk is this, and can the Pods of web move?
  kubectl sts storage web

  # What would scaling web to 2 destroy?
  kubectl sts storage web --replicas=2

  # How full are the volumes?
  kubectl sts storage web --usage

  # Claims that no StatefulSet uses any more, in all namespaces
  kubectl sts storage --orphans -A

  # How to grow the claims of web to 20Gi, and what of it is done
  kubectl sts storage web --resize=20Gi

  # Claims that scaling up would take into use again
  kubectl sts storage web -o jsonpath='{.storage.readoptions[*].claims}'`
