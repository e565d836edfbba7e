# Two commands matter: `make run` and `make test`. Everything else is for those who work on the code.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8080

.DEFAULT_GOAL := help

help:  ## these lines
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

run: .venv/run  ## serve everything on http://127.0.0.1:8080
	@$(BIN)/python -m bot serve --port $(PORT)

test: .venv/dev  ## all tests
	@$(BIN)/python -m pytest

check: .venv/dev  ## what CI runs: format, lint, types, content, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m bot check
	$(MAKE) test

format: .venv/dev  ## format and mend what can be mended by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev  ## cost of a turn, in memory and through the database
	$(BIN)/python -m tests.bench.bench_turns

bench-nlu: .venv/dev  ## understanding: accuracy, speed, memory
	$(BIN)/python -m tests.bench.bench_nlu

bench-fuzz: .venv/dev  ## ten thousand random conversations
	CHAOVN_FUZZ=10000 $(BIN)/python -m pytest -q tests/test_fuzz.py

mutate: .venv/dev  ## what the tests notice when the flows are changed one thing at a time
	$(BIN)/python -m tests.bench.mutate --most 100

lock: .venv/dev  ## work out the lock files anew
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--upgrade --group dev pyproject.toml -o requirements-dev.lock

clean:  ## remove the environment and everything that can be made again; var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

define environment
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip sync --quiet $(1)
	@touch $@
endef

.venv/dev: requirements-dev.lock
	$(call environment,requirements-dev.lock)

# The development environment holds everything that running needs: where it stands, it is taken.
.venv/run: requirements.lock
	$(if $(wildcard .venv/dev),@touch $@,$(call environment,requirements.lock))

.PHONY: help run test check format bench bench-nlu bench-fuzz mutate lock clean
