.DEFAULT_GOAL := help
PORT  ?= 8080
DATA  ?= .data
MODEL ?= models/default
# Torch=cpu or Torch=cuda builds the TorchSharp backend in.
Torch ?=

demo-url   = http://127.0.0.1:8099
kubernetes-tests = tests/DedupPlatform.Kubernetes.Tests
standalone = services/Standalone/DedupPlatform.Standalone
# Not the program beside it, which looks for .NET in fewer places than the PATH.
server     = dotnet artifacts/standalone/DedupPlatform.Standalone.dll
publish    = dotnet publish -c Release --nologo -v quiet $(if $(Torch),-p:Torch=$(Torch))

.PHONY: help run test demo server build configuration rules up-local down-local clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Not every shell expands the ~ of DATA=~/questions.
run: server ## Start everything in one process: make run [PORT=8080] [DATA=.data] [MODEL=models/default]
	@exec $(server) --Urls http://127.0.0.1:$(PORT) --Storage:Directory "$(patsubst ~/%,$(HOME)/%,$(DATA))" --Encoder:Model "$(MODEL)"

test: ## Set up what the tests need, and run them all
	@tests/local/get-broker
	@tests/local/get-browser
	@tests/local/get-prometheus
	@tests/local/get-kubectl
	@dotnet test --solution DedupPlatform.sln -c Release

# Ctrl-C must end the server too: a background process ignores SIGINT, and dash runs no EXIT trap when a signal ends the shell.
demo: build server ## Import a few hundred questions into a fresh start, check them, and show hits, misses and false alarms
	@data=$$(mktemp -d); \
	trap 'kill $$! 2>/dev/null; wait; rm -rf "$$data"' EXIT; trap 'exit 130' HUP INT TERM; \
	$(server) --Urls $(demo-url) --Storage:Directory "$$data" --Encoder:Model "$(MODEL)" >"$$data/log" 2>&1 & \
	until grep -q 'is ready' "$$data/log"; do kill -0 $$! || { cat "$$data/log"; exit 1; }; sleep 0.2; done; \
	artifacts/dedup demo --url $(demo-url)

server: ## Build what make run starts, left at artifacts/standalone
	@echo "Building; the first time may take minutes."
	@$(publish) $(standalone) -o artifacts/standalone

build: ## Build the dedup command, left at artifacts/dedup
	@$(publish) services/Cli/DedupPlatform.Cli -o artifacts/cli
	@rm -f artifacts/dedup
	@printf '%s\n' '#!/bin/sh' 'cli=$$(dirname "$$(readlink -f "$$0")")/cli' 'command -v dotnet > /dev/null && exec dotnet "$$cli/dedup.dll" "$$@"' \
		'exec "$$cli/dedup" "$$@"' > artifacts/dedup
	@chmod +x artifacts/dedup
	@echo "The command is artifacts/dedup."

configuration: ## Write docs/configuration.md from the options in the code
	@dotnet build -c Release --nologo -v quiet $(kubernetes-tests)
	@CONFIGURATION=write dotnet artifacts/bin/$(notdir $(kubernetes-tests))/release/$(notdir $(kubernetes-tests)).dll -noColor -class '*.ConfigurationTableTests'

rules: ## Write the rules of k8s/monitoring/rules as objects that the Prometheus Operator reads
	@{ echo '# Written by make rules from k8s/monitoring/rules.'; for group in objectives platform; do \
	  printf -- '---\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: dedup-%s\nspec:\n' $$group; \
	  sed -e '/^#/d' -e '/./s/^/  /' k8s/monitoring/rules/$$group.yaml; \
	done; } > k8s/components/monitoring/rules.yaml

up-local: ## Start a private broker and the three services: make up-local [INGESTION_PORT=8081] [QUERY_PORT=8082] [WORKER_PORT=8083] [DATA=.data/local]
	@$(publish) services/Embedding/DedupPlatform.Embedding.Worker -o artifacts/local/worker
	@$(publish) services/Ingestion/DedupPlatform.Ingestion.Api -o artifacts/local/ingestion
	@$(publish) services/Query/DedupPlatform.Query.Api -o artifacts/local/query
	@[ -n "$$QDRANT_URL" ] || $(publish) tests/DedupPlatform.Qdrant.Double -o artifacts/local/qdrant
	@MODEL="$(MODEL)" tests/local/up

down-local: ## Stop them: make down-local [DATA=.data/local]
	@tests/local/down

clean: ## Remove what was built, never data
	@rm -rf artifacts
