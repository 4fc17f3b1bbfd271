# Two commands set everything up on a fresh machine: `make run` and `make test`.

SHELL := /bin/bash
BIN := $(CURDIR)/bin
DATABASE ?= sqlite:data/pointsmall.db
LISTEN ?= 127.0.0.1:8080
LINT_VERSION := v2.15.0

.PHONY: help run build test check lint generate graphiql migration migration-hash bench clean

help: ## Say what each target does.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: build ## Build, migrate, add the demo data and serve the mall on LISTEN.
	$(BIN)/pointsmall --database '$(DATABASE)' serve --demo --listen '$(LISTEN)'

build: ## Build bin/pointsmall.
	go build -o $(BIN)/pointsmall ./cmd/pointsmall

# Vetting is the linters' work (make lint): it would take another half minute here.
test: ## Run every test, on SQLite and on a private PostgreSQL; installs PostgreSQL, Node.js, curl, nginx and Caddy if need be.
	scripts/with-curl scripts/with-proxies scripts/with-node scripts/with-postgres go test -vet=off -timeout 14m ./...

check: generate lint ## Fail when generated code is stale or the linters find something.
	@git diff --exit-code --stat -- ent graph mall schema go.mod go.sum || { echo "Generated code is stale: commit what \`make generate\` changed."; exit 1; }

lint: $(BIN)/golangci-lint-$(LINT_VERSION) ## Run the linters; they also keep the floors of docs/architecture.md.
	$< run

$(BIN)/golangci-lint-$(LINT_VERSION):
	GOBIN=$(BIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(BIN)/golangci-lint $@

generate: ## Regenerate ent's client, the ids and gqlgen's server.
	go generate ./mall ./ent
	go run -mod=mod graph/gqlgen.go

graphiql: ## Rebuild the GraphiQL page that the binary carries.
	cd web/graphiql && ../../scripts/with-node sh -c "npm ci && npm run build"

migration: ## Write the next migration from ent/schema: make migration NAME=what_changes
	@test -n "$(NAME)" || { echo "usage: make migration NAME=what_changes"; exit 2; }
	scripts/with-postgres go run -mod=mod ent/migrate/diff.go $(NAME)

migration-hash: ## Renew the migrations' checksums after one was written by hand.
	go run -mod=mod ent/migrate/diff.go -hash

bench: ## Measure against the yardstick on PostgreSQL; stores the result in bench/results.
	scripts/with-postgres --durable go run ./bench $(ARGS)

clean: ## Remove what was built. The data folder stays.
	rm -rf $(BIN)
