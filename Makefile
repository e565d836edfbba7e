# Two commands matter: `make run` and `make test`. Everything else is for those who work on the code.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8080

.DEFAULT_GOAL := help

help:  ## these lines
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

run: .venv/run  ## serve everything on http://127.0.0.1:8080
	@$(BIN)/python -m bot serve --port $(PORT)

# These wait for processes, networks and clocks more than they compute: they run beside the others.
WAITING := tests/networks tests/crashes tests/channels

test: .venv/dev  ## all tests
	@log=$$(mktemp); trap 'kill $$waiting 2>/dev/null; rm -f "$$log"' EXIT; trap 'exit 130' INT TERM; \
	$(BIN)/python -m pytest -p no:cacheprovider $(WAITING) >"$$log" 2>&1 & waiting=$$!; \
	$(BIN)/python -m pytest $(WAITING:%=--ignore=%); rest=$$?; \
	wait $$waiting; waited=$$?; cat "$$log"; exit $$((rest || waited))

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

bench-networks: .venv/dev  ## from a network's delivery to the reply, beside a bare echo bot
	$(BIN)/python -m tests.bench.bench_networks

bench-reports: .venv/dev  ## a million interactions: report, overview, export
	$(BIN)/python -m tests.bench.bench_reports --check

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
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.10 \
		--upgrade nlu/rasa/pyproject.toml -o nlu/rasa/requirements.lock

RASA := var/rasa
RASA_PYTHON := $(RASA)/env/bin/python
RASA_RUN := RASA_TELEMETRY_ENABLED=false RASA_MAX_CACHE_SIZE=0 PYTHONWARNINGS=ignore TF_CPP_MIN_LOG_LEVEL=2 \
	$(RASA_PYTHON) -m rasa
# The last open Rasa runs on Python 3.10 and nothing newer.
PYTHON310 ?= $(shell for each in python3.10 "$$HOME"/.pyenv/versions/3.10.*/bin/python; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null && echo "$$each" && break; done)

rasa: $(RASA)/models/model.tar.gz  ## Rasa beside the bot: install, train if the sentences changed, serve on 127.0.0.1:5005
	@$(RASA_RUN) run --enable-api --interface 127.0.0.1 --port 5005 --model $< \
		$(if $(RASA_TOKEN),--auth-token "$(RASA_TOKEN)")

test-rasa: .venv/dev  ## teach a small Rasa and speak to it; skipped without Python 3.10
	@$(if $(PYTHON310),$(MAKE) --no-print-directory $(RASA)/env/ready,:)
	RASA_PYTHON=$(RASA_PYTHON) $(BIN)/python -m pytest tests/rasa/test_real.py

bench-rasa: .venv/dev $(RASA)/env/ready  ## understanding: Rasa and the embedded engine on the same sentences
	$(BIN)/python -m tests.bench.bench_rasa

$(RASA)/env/ready: nlu/rasa/requirements.lock | .venv/run
	@test -n "$(PYTHON310)" || { echo "Rasa needs Python 3.10: make rasa PYTHON310=/path/to/python3.10" >&2; exit 1; }
	@test -x $(RASA_PYTHON) || "$(PYTHON310)" -m venv $(RASA)/env
	@$(BIN)/uv pip sync --quiet --python $(RASA_PYTHON) $<
	@touch $@

# The export writes only what has changed: then there is something new to learn.
$(RASA)/data/nlu.yml: FORCE | .venv/run
	@$(BIN)/python -m nlu.rasa.export --out $(@D)

$(RASA)/models/model.tar.gz: $(RASA)/data/nlu.yml nlu/rasa/config.yml nlu/rasa/component.py nlu/normalize.py | $(RASA)/env/ready
	@$(RASA_RUN) train nlu --nlu $< --config nlu/rasa/config.yml --out $(@D) --fixed-model-name model
	@touch $@

FORCE:

clean:  ## remove the environment and everything that can be made again; var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis var/rasa

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

.PHONY: help run test check format bench bench-nlu bench-networks bench-reports bench-fuzz mutate lock clean \
	rasa test-rasa bench-rasa FORCE
