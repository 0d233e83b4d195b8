# Everything starts here: `make` lists the targets. Only Python 3.11, 3.12 or 3.13 and GNU make are needed.

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
SOURCES := $(shell find sim -name '*.py')

.DEFAULT_GOAL := help
.PHONY: help venv warmup demo serve chromium test lint bench nightly validation docs lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

venv: .venv/installed ## make .venv with everything locked, and telsim itself

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "telsim needs Python 3.11, 3.12 or 3.13; say which with make PYTHON=...")'
	@echo "setting up .venv (about a minute)"
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

warmup: .venv/warm ## compile the rules and kernels into the cache

.venv/warm: .venv/installed $(SOURCES)
	@$(BIN)/telsim warmup
	@touch $@

demo: .venv/warm ## compare the strategies of the 4G launch in Hunan
	$(BIN)/telsim compare scenarios/hunan_4g.yaml

serve: .venv/warm ## serve the page on this machine
	$(BIN)/telsim serve

# The journeys of tests/serve need a browser; without it they are skipped, except in CI.
chromium: ## install Debian's Chromium for the tests of the page, if it is missing and we are root
	@command -v chromium >/dev/null || { apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium >/dev/null; }

test: .venv/warm ## format, lint, types, import rings, tests
	@$(BIN)/python -m tests.check

lint: .venv/installed ## format, lint, types, import rings
	@$(BIN)/python -m tests.check --lint

bench: .venv/warm ## measure speed against the budget
	@$(BIN)/python -m tests.bench

nightly: .venv/warm ## everything `make test` does, and the slow tests
	@$(BIN)/python -m tests.check --nightly

validation: .venv/warm ## hold the market against published figures: docs/validation.md
	@$(BIN)/python -m tests.validation

docs: .venv/installed ## write the generated pages of docs/ again
	@$(BIN)/python -m sim.docs

# A tool for maintainers: it is kept apart, because the lock cannot lock what makes it.
lock: ## resolve requirements.lock again from pyproject.toml
	@$(PYTHON) -m venv --clear .venv-lock
	@.venv-lock/bin/python -m pip -qq install uv
	@UV_CUSTOM_COMPILE_COMMAND="make lock" .venv-lock/bin/uv pip compile -q --upgrade --universal \
		--python-version 3.11 --generate-hashes --no-annotate --extra dev pyproject.toml -o requirements.lock

clean: ## remove what make and the tools made (results and the compile cache stay)
	@rm -rf .venv .venv-lock build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +
