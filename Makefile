# The front door. Everything is built by meson in build/; what tests need beside it lies in build-test/.
#
#   make PREFIX=/opt/karvan install      CLANG=clang-16 make test      FUZZ_SECONDS=600 make fuzz

BUILD  ?= build
PREFIX ?= /usr/local
export CLANG        ?= clang-14
export CLANG_TIDY   ?= clang-tidy-14
export CLANG_FORMAT ?= clang-format-14

.PHONY: help run build check test bench fuzz lint format install clean packages test-packages
.DEFAULT_GOAL := help

help:
	@echo 'Karvan: freight on the Middle Corridor, planned door to door. Targets:'
	@awk -F '##' '/^[a-z]+:.*##/ { split($$1, name, ":"); printf "  make %-9s%s\n", name[1], $$2 }' Makefile

packages:
	@tools/install-packages build

test-packages:
	@tools/install-packages build test

$(BUILD)/build.ninja:
	meson setup --prefix '$(PREFIX)' $(BUILD)

build: packages ## build the program and the library in build/
	@$(MAKE) --no-print-directory $(BUILD)/build.ninja
	ninja -C $(BUILD)

run: build ## build, then plan two containers from Xi'an to Poti on the reference corridor
	$(BUILD)/karvan plan CNXAG GEPTI --cargo 2x45G1 --weight 24t --hs 8471 --depart 2026-12-01..2026-12-14

check: packages ## the quick tests, in under a minute
	@$(MAKE) --no-print-directory $(BUILD)/build.ninja
	ninja -C $(BUILD)
	meson test -C $(BUILD) --no-suite slow --print-errorlogs

test: test-packages ## every test: two compilers, sanitizers, slow tests, fuzzing, lint, installed library
	@tools/run-tests

bench: packages ## the benchmarks; figures to compare are in bench/RESULTS.md
	@$(MAKE) --no-print-directory $(BUILD)/build.ninja
	meson test -C $(BUILD) --benchmark --verbose

fuzz: test-packages ## every fuzz target for FUZZ_SECONDS each (60)
	@tools/run-tests fuzz

lint: test-packages ## static checks of all sources
	@tools/run-tests lint

format: test-packages ## clang-format the C files that differ from the last commit
	@{ git diff --name-only --diff-filter=d HEAD; git ls-files --others --exclude-standard; } \
	  | grep '\.[ch]$$' | sort -u | xargs --no-run-if-empty $(CLANG_FORMAT) -i --verbose

install: build ## install program, library, headers and packs under PREFIX (/usr/local)
	meson configure $(BUILD) --prefix '$(PREFIX)'
	meson install -C $(BUILD)

clean: ## remove everything that was built
	rm -rf $(BUILD) build-test
