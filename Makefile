.DEFAULT_GOAL := help
PORT  ?= 8080
DATA  ?= .data
MODEL ?= models/default
# Torch=cpu or Torch=cuda builds the TorchSharp backend in.
Torch ?=

demo-url   = http://127.0.0.1:8099
standalone = services/Standalone/DedupPlatform.Standalone
publish    = dotnet publish -c Release --nologo -v quiet $(if $(Torch),-p:Torch=$(Torch))

.PHONY: help run test demo build clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Start everything in one process: make run [PORT=8080] [DATA=.data] [MODEL=models/default]
	@$(publish) $(standalone) -o artifacts/standalone
	@exec artifacts/standalone/DedupPlatform.Standalone --Urls http://127.0.0.1:$(PORT) --Storage:Directory "$(DATA)" --Encoder:Model "$(MODEL)"

test: ## Set up what the tests need, and pass them all
	@dotnet test --solution DedupPlatform.sln -c Release

demo: build ## Import a few hundred questions into a fresh start, check them, and show hits, misses and false alarms
	@$(publish) $(standalone) -o artifacts/standalone
	@data=$$(mktemp -d); \
	artifacts/standalone/DedupPlatform.Standalone --Urls $(demo-url) --Storage:Directory "$$data" --Encoder:Model "$(MODEL)" >"$$data/log" 2>&1 & \
	server=$$!; trap 'kill $$server 2>/dev/null; wait $$server; rm -rf "$$data"' EXIT; \
	until grep -q 'is ready' "$$data/log"; do kill -0 $$server || { cat "$$data/log"; exit 1; }; sleep 0.2; done; \
	artifacts/dedup demo --url $(demo-url)

build: ## Build the dedup command, left at artifacts/dedup
	@$(publish) services/Cli/DedupPlatform.Cli -o artifacts/cli
	@ln -sf cli/dedup artifacts/dedup

clean: ## Remove what was built, never data
	@rm -rf artifacts
