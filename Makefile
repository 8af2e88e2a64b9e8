# The house's chores. CI runs .ci/run, which is more thorough and needs nothing installed but Go, gcc, node and npm.

TOOLS   := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/reconcile-ci/bin

.PHONY: check build test race lint format generate fuzz bench tools clean

check: lint test ## what must hold before a commit: vet, lint, tests

build: ## both programs, into bin/
	go build -trimpath -o bin/ ./cmd/reconcile ./cmd/report

test:
	go test ./...

race:
	go test -race ./...

lint: tools
	go vet ./...
	$(TOOLS)/golangci-lint run ./...

format: tools
	$(TOOLS)/gofumpt -w .

generate: ## schemas, references, the linter's import rules
	go generate ./...
	go test ./internal/house -update

fuzz: ## every fuzz target for ten seconds
	.ci/fuzz 10s

bench: ## Go benchmarks, then both audits in turn: needs node and npm
	go test -run '^$$' -bench . -benchmem ./...
	bench/run.sh

tools:
	@.ci/tools >/dev/null

clean:
	rm -rf bin reconcile-demo coverage.out
