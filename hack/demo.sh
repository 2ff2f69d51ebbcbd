#!/usr/bin/env bash
# make demo: shows the plugin on recorded snapshots as soon as it is built, builds
# a real control plane beside it, and shows the same on live StatefulSets.
# make demo-down: hack/demo.sh down.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

state=.demo                       # everything the demo writes
dir=$PWD/$state/controlplane      # the control plane's own directory
log=$state/build.log
snapshot=examples/snapshots/demo.yaml
build=                            # process group of the build in the background
ours=                             # set while a control plane runs that this run started and has not handed over
terminal=
[[ ! -t 1 ]] || terminal=yes

heading() { printf '\n== %s\n' "$*"; }

# sts ARGS… shows a command and what it prints. Exit code 2 is an answer, not a failure.
sts() {
  printf '\n$ kubectl sts %s\n' "$*"
  bin/kubectl-sts "$@" || (($? == 2))
}

# screens [-f FILE] are the commands of the demo; README.md has the same, and what they print.
screens() {
  sts list -A "$@"
  sts status postgres -n shop "$@"
}

running() { [[ -x bin/sts-controlplane ]] && bin/sts-controlplane status --dir "$dir" >/dev/null 2>&1; }

# leave stops what this run started and did not announce as staying.
leave() {
  [[ -z $build ]] || kill -- "-$build" 2>/dev/null || true
  if [[ -n $ours ]] && running; then
    say "stopping the control plane"
    bin/sts-controlplane down --dir "$dir" >&2 || true
  fi
}
trap leave EXIT
trap 'say; say "interrupted"; exit 130' INT TERM

# start_build builds the control plane in the background, in a process group of
# its own so that leave can end all of it.
start_build() {
  mkdir -p "$state"
  set -m
  hack controlplane >"$log" 2>&1 </dev/null &
  build=$!
  set +m
}

# follow_build shows what the build says until it ends: on a terminal the latest line, in a log all of them.
follow_build() {
  local shown=0 total status=0
  while :; do
    local alive=yes
    kill -0 "$build" 2>/dev/null || alive=
    total=$(wc -l <"$log")
    if ((total > shown)); then
      if [[ -n $terminal ]]; then
        printf '\r\033[K%s' "$(tail -n 1 "$log" | cut -c "1-$(tput cols 2>/dev/null || echo 80)")"
      else
        tail -n "+$((shown + 1))" "$log" | head -n "$((total - shown))"
      fi
      shown=$total
    fi
    [[ -n $alive ]] || break
    sleep 0.5
  done
  [[ -z $terminal ]] || printf '\r\033[K'
  wait "$build" || status=$?
  build=
  ((status == 0)) || {
    tail -n 20 "$log" >&2
    fail "the control plane could not be built; the whole log: $log"
  }
}

live() {
  export KUBECONFIG=$dir/kubeconfig PATH=$PWD/bin:$PATH
  heading "The same commands, live"
  screens
}

hand_over() {
  ours=
  cat <<END

== Yours to try (this took $((SECONDS / 60))m$((SECONDS % 60))s)

export KUBECONFIG=$dir/kubeconfig PATH=$PWD/bin:\$PATH
kubectl sts status web -n demo
kubectl sts identity quiz -n demo
kubectl -n demo delete pod web-1 && kubectl sts status web -n demo

The control plane keeps running. Stop it with: make demo-down
END
}

up() {
  SECONDS=0
  if [[ ! -x bin/kubectl-sts ]]; then
    heading "Building the plugin: up to two minutes the first time, seconds afterwards"
  fi
  make build
  if running; then
    heading "The control plane of an earlier make demo is running"
    PATH=$PWD/bin:$PATH KUBECONFIG=$dir/kubeconfig hack/demo-apply.sh
    live
    hand_over
    return
  fi
  [[ $(uname -s) != Linux ]] || start_build

  heading "No cluster yet: what the commands print for a snapshot of one"
  screens -f "$snapshot"

  if [[ -z $build ]]; then
    heading "The live half needs a control plane, which runs on Linux only; this is $(uname -s)"
    return
  fi
  heading "A real control plane: built once, minutes of work, reused from then on"
  follow_build
  ours=yes
  bin/sts-controlplane up --detach --dir "$dir" | sed "/^export KUBECONFIG=/d" # hand_over says it
  heading "The StatefulSets of examples/, brought into the states they are there to show"
  PATH=$PWD/bin:$PATH KUBECONFIG=$dir/kubeconfig hack/demo-apply.sh
  live
  hand_over
}

down() {
  [[ -d $state ]] || return 0
  if [[ -x bin/sts-controlplane ]]; then
    bin/sts-controlplane down --dir "$dir"
  elif [[ -d $dir ]]; then
    fail "bin/sts-controlplane is gone, which stops the control plane in $dir; build it with: go run ./hack/controlplane"
  fi
  rm -rf "$state"
}

case ${1:-up} in
up) up ;;
down) down ;;
*) fail "usage: hack/demo.sh [up | down]" ;;
esac
