# kubectl-sts: see README.md. Needs Go, git, make and bash; everything else is built.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# One set of build flags for everything (see hack/lib.sh).
export CGO_ENABLED := 0
export GOFLAGS := $(strip $(GOFLAGS) -trimpath -buildvcs=false)

# A built program keeps its exit code and gets our signals; `go run` does neither.
TEST := go build -o bin/hack/test ./hack/test && bin/hack/test

.PHONY: help
help: ## Show this list
	@echo "usage: make TARGET"
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-15s %s\n", $$1, $$2}' Makefile

.PHONY: build
build: ## Build the plugin: bin/kubectl-sts, and a link for completion
	@go run ./hack/build -o bin/kubectl-sts ./cmd/kubectl-sts
	@ln -sf kubectl-sts bin/kubectl_complete-sts

.PHONY: demo
demo: ## See it at work: on recorded snapshots at once, then on a control plane of your own
	@hack/demo.sh

.PHONY: demo-down
demo-down: ## Stop the control plane of `make demo` and remove what it left
	@hack/demo.sh down

.PHONY: test-quick
test-quick: ## Between two edits: gofmt, vet, unit tests and screens
	@hack/verify-gofmt.sh
	@hack/verify-vet.sh
	@$(TEST) unit screens

.PHONY: test
test: ## All checks and tests, fastest first; stops at the first stage that fails
	@$(TEST)

.PHONY: e2e
e2e: ## Only the scenarios on a real control plane
	@$(TEST) controlplane

.PHONY: e2e-kind
e2e-kind: ## Only the scenarios on a kind cluster, which is made and removed; needs Docker
	@$(TEST) kind

.PHONY: kind-up
kind-up: ## Make a kind cluster of your own and print what to export; make kind-down removes it
	@go build -o bin/hack/kind ./hack/kind && bin/hack/kind up

.PHONY: kind-down
kind-down: ## Remove the cluster of `make kind-up` and all that was made for it
	@go build -o bin/hack/kind ./hack/kind && bin/hack/kind down

# States of each version.
N ?= 20000
# Of these versions; empty means all.
VERSIONS ?=

.PHONY: oracle
oracle: ## Compare replay with the controllers of all versions: make oracle N=1000000
	@go build -o bin/hack/oracle ./hack/oracle && bin/hack/oracle -n $(N) -versions "$(VERSIONS)"

.PHONY: oracle-coverage
oracle-coverage: ## What of the newest controller that comparison reaches
	@go build -o bin/hack/oracle ./hack/oracle && bin/hack/oracle coverage -n $(N)

STEPS ?= 2000

.PHONY: walk
walk: build ## Random walks on a real control plane, foretold by replay: make walk STEPS=5000
	@go build -o bin/hack/controlplane ./hack/controlplane && bin/hack/controlplane
	@STS_WALK_STEPS=$(STEPS) go test -tags=e2e -count=1 -v -timeout=3h ./e2e/walk/

.PHONY: lint
lint: ## golangci-lint, built the first time
	@hack/verify-lint.sh

.PHONY: generate
generate: ## Write every generated file: DeepCopy functions, docs, screens of the README
	@hack/update-all.sh

.PHONY: verify
verify: ## Formatting, modules, vet, generated files, lint
	@$(TEST) verify

# Of these platforms; empty means all six.
PLATFORMS ?=

.PHONY: dist
dist: ## Archives, SBOMs and checksums in dist/, the same bytes for the same commit
	@hack/dist.sh $(PLATFORMS)

.PHONY: krew-manifest
krew-manifest: ## The manifests for Krew, from the checksums of `make dist` of a commit
	@go build -o bin/hack/krew-manifest ./hack/krew-manifest
	@bin/hack/krew-manifest sts=krew-manifest.yaml inspect-statefulset=plugins/krew/inspect-statefulset.yaml

.PHONY: clean
clean: demo-down ## Stop the demo and remove what was built
	@rm -rf bin dist
