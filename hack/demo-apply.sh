#!/usr/bin/env bash
# Applies the sets of examples/ to the cluster of $KUBECONFIG and brings each into the state it is there to show:
# namespace demo has the textbook sets, namespace shop the ones in trouble. Needs kubectl in PATH; may be run again.
set -euo pipefail

examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../examples" && pwd)
timeout=${DEMO_TIMEOUT:-60s}

say() { printf '  %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# first NAMESPACE SET FOLDER: applies a folder unless its set is there already, for step 1 applied over step 2 would undo it.
first() {
  kubectl -n "$1" get statefulset "$2" >/dev/null 2>&1 && return
  kubectl -n "$1" apply -f "$examples/$3" >/dev/null
}

# until_set NAMESPACE SET FIELD VALUE: waits until the set's status says so.
until_set() {
  kubectl -n "$1" wait "statefulset/$2" --for="jsonpath={.status.$3}=$4" --timeout="$timeout" >/dev/null ||
    fail "statefulset $2 in namespace $1 did not reach $3=$4 within $timeout; see: kubectl -n $1 describe statefulset $2"
}

field() { kubectl -n "$1" get "$2" -o "jsonpath={$3}"; }

# observed NAMESPACE SET: waits until the controller has seen the newest spec.
observed() { until_set "$1" "$2" observedGeneration "$(field "$1" "statefulset/$2" .metadata.generation)"; }

[ -n "${KUBECONFIG:-}" ] || fail "KUBECONFIG is not set; name the cluster to apply the examples to"
for namespace in demo shop; do
  kubectl get namespace "$namespace" >/dev/null 2>&1 || kubectl create namespace "$namespace" >/dev/null
done

first demo quiz quiz
first demo web web
first shop postgres stuck-rollout
first shop kafka held-partition
first shop elasticsearch ondelete
first shop mongo no-service
first shop rabbitmq leftover
# A set that is gone when the demo begins: its claims tell that it was there.
kubectl -n shop get persistentvolumeclaim data-redis-1 >/dev/null 2>&1 || first shop redis orphaned
say "applied 8 StatefulSets: quiz and web in demo, postgres, kafka, elasticsearch, mongo, rabbitmq and redis in shop"

until_set demo quiz availableReplicas 3
say "demo/quiz: 3 Pods, created at once (Parallel)"
until_set demo web availableReplicas 3
say "demo/web: 3 Pods, created one after another (OrderedReady)"
until_set shop mongo availableReplicas 3
say "shop/mongo: 3 Pods, and no Service mongo-pods"

# Step 2 of all sets first, then wait: their rollouts run side by side.
if [ "$(field shop statefulset/postgres '.spec.template.spec.containers[0].image')" = postgres:17 ]; then
  until_set shop postgres availableReplicas 3
fi
kubectl -n shop apply -f "$examples/stuck-rollout/step-2" >/dev/null
if [ "$(field shop statefulset/kafka '.spec.template.spec.containers[0].image')" = apache/kafka:3.9.1 ]; then
  until_set shop kafka availableReplicas 4
fi
kubectl -n shop apply -f "$examples/held-partition/step-2" >/dev/null
if [ "$(field shop statefulset/elasticsearch '.spec.template.spec.containers[0].image')" = elasticsearch:8.18.0 ]; then
  until_set shop elasticsearch availableReplicas 4
fi
kubectl -n shop apply -f "$examples/ondelete/step-2" >/dev/null
if [ "$(field shop statefulset/rabbitmq .spec.replicas)" = 5 ]; then
  until_set shop rabbitmq availableReplicas 5
fi
kubectl -n shop scale statefulset rabbitmq --replicas=2 >/dev/null

observed shop elasticsearch
update=$(field shop statefulset/elasticsearch .status.updateRevision)
for pod in elasticsearch-3 elasticsearch-2; do
  if [ "$(field shop "pod/$pod" '.metadata.labels.controller-revision-hash')" != "$update" ]; then
    kubectl -n shop delete pod "$pod" >/dev/null
  fi
done

until_set shop postgres updatedReplicas 1
kubectl -n shop wait pod/postgres-2 --for='jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff' \
  --timeout="$timeout" >/dev/null || fail "pod postgres-2 in namespace shop did not reach ImagePullBackOff within $timeout"
say "shop/postgres: rollout stuck at postgres-2 on an image that does not exist"
until_set shop kafka updatedReplicas 2
until_set shop kafka availableReplicas 4
say "shop/kafka: ordinals 8 and 7 updated, 6 and 5 held by the partition"
until_set shop elasticsearch updatedReplicas 2
until_set shop elasticsearch availableReplicas 4
say "shop/elasticsearch: half of the Pods replaced by hand (OnDelete)"
observed shop rabbitmq
until_set shop rabbitmq replicas 2
say "shop/rabbitmq: scaled from 5 to 2, three claims left"
if kubectl -n shop get statefulset redis >/dev/null 2>&1; then
  until_set shop redis availableReplicas 2
  kubectl -n shop delete statefulset redis >/dev/null
fi
say "shop/redis: deleted, two claims left"
