# The one front door. Each target calls the real tool or a script in scripts/; what a target does
# lies there.

# npm writes this file last, so it says whether the packages are those of package-lock.json.
packages := frontend/node_modules/.package-lock.json
web_app := frontend/dist/index.html
# Folders are listed too: one is newer after a file in it is gone.
web_sources = $(shell find frontend -name node_modules -prune -o -name dist -prune -o -path frontend -o -print)

.DELETE_ON_ERROR:
.PHONY: help run dev test prove schema require fuzz sbom

help: ## lists these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: require $(web_app) ## builds the web app and the server (release) and starts it
	cargo build --release --locked
	exec "$${CARGO_TARGET_DIR:-target}/release/florin" serve

dev: require $(packages) ## the same in debug, restarting on change, with the web app's dev server
	exec scripts/dev.sh

test: require ## everything that a change must pass; brings what it needs beyond Rust and Node itself
	exec scripts/test.sh

prove: require ## what is promised, with its full numbers; keeps them in docs/reliability.md and docs/security.md
	exec scripts/prove.sh

fuzz: require ## fuzzes everything that parses a stranger's words, five minutes each
	exec scripts/fuzz.sh

sbom: ## what Florin is made of, as CycloneDX JSON in target/sbom.json
	mkdir -p target
	node scripts/sbom.mjs > target/sbom.json

schema: require $(packages) ## rewrites schema.graphql and the web app's generated types
	mkdir -p target
	cargo run --locked -- schema > target/schema.graphql
	mv target/schema.graphql schema.graphql
	npm --prefix frontend run codegen --if-present

require:
	@scripts/require.sh

$(packages): frontend/package-lock.json frontend/package.json
	cd frontend && npm ci --ignore-scripts --no-audit --no-fund

$(web_app): $(packages) $(web_sources)
	cd frontend && npm run build
