# Two commands set everything up on a fresh machine: `make run` and `make test`.

SHELL := /bin/bash
BIN := $(CURDIR)/bin
DATABASE ?= sqlite:data/pointsmall.db
LISTEN ?= 127.0.0.1:8080
LINT_VERSION := v2.15.0

# Checkouts in different folders share one build cache, and no binary names the folder it was built in.
export GOFLAGS := $(strip -trimpath $(GOFLAGS))

# What tests need besides Go.
WITH_ALL := scripts/with-memory scripts/with-curl scripts/with-proxies scripts/with-node scripts/with-chromium scripts/with-postgres
# How many packages are tested at once: one more than there are processors, for e2e mostly waits.
PACKAGES := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# Tests that can go on for as long as one likes.
RANDOM_TESTS := ^Test(TheDocumentNamesWhatNobodySees|AnySequenceMatchesTheModel|WholePathMatchesTheModel|OrderOfReportsDoesNotMatter|TodaysRulesGiveWhatWasGrantedAndTakenBack|CapsOfEveryTriggerLetThroughWhatWasGranted|WhatIsToldOfLateIsGrantedWhatASimulationGives|PartialReturnsAreOneReturn|RandomDocuments|Crashes|CheckoutsInChaos)$$

.PHONY: help run build test soak check stale lint generate pages graphiql migration migration-hash bench findings clean

help: ## Say what each target does.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: build ## Build, migrate, add the demo data and serve the mall on LISTEN.
	$(BIN)/pointsmall --database '$(DATABASE)' serve --demo --listen '$(LISTEN)'

build: ## Build bin/pointsmall.
	go build -o $(BIN)/pointsmall ./cmd/pointsmall

# Vetting is the linters' work (make lint): it would take another half minute here.
# Random tests begin with one seed, so that a test fails for what was changed; a soak has others.
test: export RAPID_SEED ?= 1
test: ## Run every test, on SQLite and on a private PostgreSQL; installs PostgreSQL, Node.js, Chromium, curl, nginx and Caddy if need be.
	@set -o pipefail; $(WITH_ALL) go test -json -vet=off -timeout 14m -p $(PACKAGES) -parallel 6 ./... | go run ./bench/testtimes

soak: ## Run the random tests for an hour or so, each time with other seeds, which are printed.
	@seed=$$RANDOM; echo "POINTSMALL_FUZZ_SEED=$$seed (rapid prints its own when a test fails)"; \
	POINTSMALL_SOAK=1 POINTSMALL_FUZZ_SEED=$$seed POINTSMALL_FUZZ_DOCUMENTS=200000 \
	$(WITH_ALL) go test -v -count=1 -vet=off -timeout 4h -run '$(RANDOM_TESTS)' ./mall/... ./e2e

check: stale lint ## Fail when generated code is stale or the linters find something.

stale: generate ## Fail when generated code is stale.
	@git diff --exit-code --stat -- ent graph mall schema go.mod go.sum || { echo "Generated code is stale: commit what \`make generate\` changed."; exit 1; }
	@go test -run '^TestDistIsBuiltFromWhatStandsBesideIt$$' ./web

lint: $(BIN)/golangci-lint-$(LINT_VERSION) ## Run the linters; they also keep the floors of docs/architecture.md.
	$< run

$(BIN)/golangci-lint-$(LINT_VERSION):
	GOBIN=$(BIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(BIN)/golangci-lint $@

generate: ## Regenerate ent's client, the ids and gqlgen's server.
	go generate ./mall ./ent
	go run -mod=mod graph/gqlgen.go

pages: ## Rebuild the storefront and the console that the binary carries.
	cd web && ../scripts/with-node sh -c "npm ci && npm run build"

graphiql: ## Rebuild the GraphiQL page that the binary carries.
	cd web/graphiql && ../../scripts/with-node sh -c "npm ci && npm run build"

migration: ## Write the next migration from ent/schema: make migration NAME=what_changes
	@test -n "$(NAME)" || { echo "usage: make migration NAME=what_changes"; exit 2; }
	scripts/with-postgres go run -mod=mod ent/migrate/diff.go $(NAME)

migration-hash: ## Renew the migrations' checksums after one was written by hand.
	go run -mod=mod ent/migrate/diff.go -hash

bench: ## Measure against the yardstick on PostgreSQL; stores the result in bench/results.
	scripts/with-postgres --durable go run ./bench $(ARGS)

findings: ## Try again what findings/ says of other people's software; needs the network.
	@failed=0; for script in findings/*.sh; do \
	  if seen=$$($$script 2>&1); then echo "holds    $$script"; \
	  else echo "CHANGED  $$script"; echo "$$seen" | sed 's/^/  /'; failed=1; fi; \
	done; exit $$failed

clean: ## Remove what was built. The data folder stays.
	rm -rf $(BIN)
