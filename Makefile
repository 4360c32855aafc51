# The task runner. Each target does all its own set-up; a second run of any of them does only what is new.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := build
.PHONY: help build run serve test test-sanitizers fuzz soak bench bench-peers image cluster \
	test-cluster test-cluster-quick train package demo dashboards screenshots metrics-reference format lint coverage clean

# Where data sets lie; tests and training that have none do without.
DATA ?= $(HOME)/.cache/numeral
override DATA := $(abspath $(DATA))
export DATA
# How long each fuzz target runs, and which, such as FUZZ='image idx' (all).
FUZZ_SECONDS ?= 30
FUZZ ?=
# How long the siege lasts; a run of the comparison with peers, and how many of them.
SOAK_SECONDS ?= 120
PEER_SECONDS ?= 5
PEER_ROUNDS ?= 3
# More for a first configuration, such as CONFIGURE=-DNUMERAL_WERROR=ON.
CONFIGURE ?=
# More for the program that run, serve and train start, such as ARGS='--port 9000'.
ARGS ?=

BIN := build/release/bin
# Debian's Python has the modules of Debian's packages, another one in the path may not.
cluster_test := /usr/bin/python3 -B tests/cluster/cluster_test.py
quick_checks := start discovery sharing scaling killing cutOff prometheusRestart alerting
PROGRAMS := numeral numerald numeralctl

# $(call configure,PRESET,SETTING=ON …): configures where that has not been done, or with another setting.
# The rest is ninja's: it runs cmake again when a CMakeLists.txt has changed.
configure = @if [ ! -e build/$(1)/build.ninja ] \
	$(foreach setting,$(2),|| ! grep -q '^$(subst =,:BOOL=,$(setting))$$' build/$(1)/CMakeCache.txt); then \
	cmake --preset $(1) $(addprefix -D,$(2)) $(CONFIGURE); fi

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 18
	@echo
	@echo 'DATA=DIR says where data sets are ($(DATA)); ARGS=… goes to the program that is started.'

build: ## the three programs into build/release/bin (what plain make does)
	@scripts/packages.sh run
	@[ -e build/release/build.ninja ] || cmake --preset release -DNUMERAL_TESTS=OFF $(CONFIGURE)
	@cmake --build --preset release --target $(PROGRAMS)

run: build ## the window; without a display the server, with the drawing page's address
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec $(BIN)/numeral $(ARGS); fi; \
	echo 'There is no display, so the server starts instead of the window.'; \
	echo 'The drawing page is at the first address below; Ctrl-C ends it.'; \
	exec $(BIN)/numerald $(ARGS)

serve: build ## the headless server
	@exec $(BIN)/numerald $(ARGS)

test: ## builds and runs every test
	@scripts/packages.sh run test
	$(call configure,release,NUMERAL_TESTS=ON)
	@cmake --build --preset release
	@ctest --preset release

test-sanitizers: ## every test under ASan and UBSan, engine and server under TSan
	@scripts/packages.sh run test
	$(call configure,asan)
	@cmake --build --preset asan
	@ctest --preset asan
	$(call configure,tsan)
	@cmake --build --preset tsan
	@ctest --preset tsan

fuzz: ## every reader of bytes from outside under libFuzzer, FUZZ_SECONDS (30) each
	@scripts/packages.sh run fuzz
	$(call configure,fuzz)
	@cmake --build --preset fuzz
	@tests/fuzz/run.sh build/fuzz $(FUZZ_SECONDS) $(FUZZ)

soak: ## a real server under siege for SOAK_SECONDS (120); memory, threads, descriptors must come back
	@scripts/packages.sh run test
	$(call configure,release)
	@cmake --build --preset release --target numerald
	@python3 tests/soak/soak.py $(BIN)/numerald $(SOAK_SECONDS)

bench: ## benchmarks of the stages, HTTP throughput with wrk, the window at work, and bench-peers
	@scripts/packages.sh run test bench
	$(call configure,release,NUMERAL_BENCH=ON NUMERAL_TESTS=ON)
	@cmake --build --preset release --target numeral_bench numerald numeralctl \
		start_to_ready stroke_to_answer window_under_load batch_in_window random_use
	@$(BIN)/numeral_bench $(ARGS)
	@bench/http/run.sh $(BIN)/numerald
	@bench/http/overload.py $(BIN)/numerald
	@bench/window/run.sh $(BIN)
	@$(MAKE) bench-peers

bench-peers: ## numerald beside a FastAPI service with the same model, into build/bench-peers
	@scripts/packages.sh run bench peers
	$(call configure,release)
	@cmake --build --preset release --target numerald
	@bench/peers/run.py $(BIN)/numerald models/digits build/bench-peers $(PEER_SECONDS) $(PEER_ROUNDS)

image: ## the container image `numeral`, by docker or podman
	@docker/build.sh

cluster: ## gateway, replicas, Prometheus, Alertmanager and Grafana on this machine, by docker compose
	@docker/cluster.sh

test-cluster: ## the cluster in real containers (podman, as root): faults, scaling, alerts; about half an hour
	@scripts/packages.sh headless cluster
	$(call configure,headless)
	@cmake --build --preset headless --target numeralctl
	@$(cluster_test) --configure='$(CONFIGURE)' build/headless/bin/numeralctl build/cluster $(CHECKS) || [ $$? -eq 77 ]

test-cluster-quick: ## the same with an image of what is built here, and the checks that take least; some minutes
	@scripts/packages.sh run cluster
	$(call configure,release)
	@cmake --build --preset release --target numerald numeralctl
	@rm -rf build/cluster/root
	@DESTDIR=$(CURDIR)/build/cluster/root cmake --install build/release --component server --prefix /usr --strip \
		>build/cluster-install.log
	@docker/closure.sh build/cluster/root
	@$(cluster_test) --root build/cluster/root $(BIN)/numeralctl build/cluster $(or $(CHECKS),$(quick_checks)) || \
		[ $$? -eq 77 ]

RECIPE := --data $(DATA) --recipe models/digits/recipe.json
train: build ## trains a cascade by the shipped one's recipe, into trained/digits (three hours or more on 2 cores)
	@$(BIN)/numeralctl train $(RECIPE) --arch medium --epochs 20 --reference-pictures 0 --out trained/medium $(ARGS)
	@$(BIN)/numeralctl train $(RECIPE) --arch tiny --epochs 16 --reference-pictures 0 --teacher trained/medium \
		--out trained/tiny $(ARGS)
	@$(BIN)/numeralctl model join $(RECIPE) --asked-below 0.98 --out trained/digits trained/tiny trained/medium
	@$(BIN)/numeralctl model reference $(RECIPE) trained/digits

package: ## .deb files in build/packages: numeral, the window, and numeral-server, the rest
	@scripts/packages.sh run
	$(call configure,release)
	@cmake --build --preset release --target numeral numerald numeralctl
	@cd build/release && cpack -B ../packages

demo: build ## an alert from fault to mail and back, with a real Prometheus and Alertmanager (a minute)
	@scripts/packages.sh watch
	@monitoring/demo/demo.py $(BIN)/numerald

dashboards: build ## pictures of Grafana's dashboards in build/dashboards, from real data (two minutes)
	@scripts/packages.sh watch
	@monitoring/grafana/render.py $(BIN)/numerald build/dashboards

screenshots: ## pictures of window and page in build/screenshots, to be looked at
	@scripts/packages.sh run test
	$(call configure,release,NUMERAL_TESTS=ON)
	@cmake --build --preset release
	@NUMERAL_SCREENSHOTS=$(CURDIR)/build/screenshots ctest --preset release -L screenshots
	@ls build/screenshots

metrics-reference: build ## writes the list of all metrics anew
	@$(BIN)/numerald --metrics-reference >monitoring/metrics/REFERENCE.md

format: ## clang-format over all sources
	@scripts/packages.sh lint
	@git ls-files '*.h' '*.cpp' | xargs clang-format -i

lint: ## clang-format, clang-tidy, shellcheck and the architecture; warnings are errors
	@scripts/packages.sh run test lint bench
	@scripts/lint.sh

coverage: ## the tests with line counts, as build/coverage/coverage.html
	@scripts/packages.sh run test coverage
	$(call configure,coverage)
	@cmake --build --preset coverage
	@ctest --preset coverage
	@gcovr --root . --filter 'core/' --filter 'monitoring/' --filter 'ui/' --filter 'app/' \
		--html-details build/coverage/coverage.html --print-summary build/coverage

clean: ## removes build/
	@rm -rf build
