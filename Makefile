# What one can do with this checkout. `make` alone prints it; every target that may be called says in one line what it does.

PYTHON     ?= python3
VENV       := .venv
BIN        := $(VENV)/bin
BENCH      := .venv-bench
FUZZ       := .venv-fuzz
PIP        := $(BIN)/python -m pip --quiet --disable-pip-version-check
CODE       := ledger migrations tests benchmarks

# Arguments for one run: `make test ARGS="-k slots"`.
ARGS       ?=
# How long `make torture` goes on: so many kills and so many seconds at least, on each engine.
KILLS      ?= 200
SECONDS    ?= 0
# Over how many random histories `make oracle` holds the product against the oracle, on each engine.
HISTORIES  ?= 20000
# How many good pages `make soak` makes, and how many times it kills workers.
PAGES      ?= 3000
SOAK_KILLS ?= 30
# For how many seconds `make workers` disturbs two workers, and then three.
DISTURBED  ?= 240
# How many seconds `make fuzz` goes on with each target.
FUZZ_SECONDS ?= 120
# How long the lines of `make hostile` are.
MEGABYTES  ?= 5
# Locked versions stay as they are unless asked for: `make lock LOCK_ARGS=--upgrade`.
LOCK_ARGS  ?=
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev demo test oracle torture soak workers fuzz hostile bench bench-quick lint format lock wheel clean

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.runtime ## Make .venv with the command in it, from the hash-pinned lock

setup-dev: $(VENV)/.dev ## The same, with what tests and linters need

demo: setup ## Make a ledger of the example documents and show what it knows
	@$(BIN)/deal-ledger demo

test: setup-dev ## Run every test, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n 2 $(ARGS)

oracle: setup-dev ## Hold every answer against a second definition: make oracle HISTORIES=20000 ARGS="--engine sqlite --seed 1"
	$(BIN)/python -m tests.oracle --histories $(HISTORIES) $(ARGS)

torture: setup-dev ## Kill the ledger at random moments: make torture KILLS=500 SECONDS=600 ARGS="--engine sqlite"
	$(BIN)/python -m tests.torture --kills $(KILLS) --seconds $(SECONDS) $(ARGS)

soak: setup-dev ## Let workers read a web that misbehaves, and kill them: make soak PAGES=3000 SOAK_KILLS=30 ARGS="--engine sqlite"
	$(BIN)/python -m tests.soak --pages $(PAGES) --kills $(SOAK_KILLS) $(ARGS)

workers: setup-dev ## Kill one of several workers again and again on PostgreSQL: make workers DISTURBED=240 ARGS="--workers 3"
	$(BIN)/python -m tests.soak.many --seconds $(DISTURBED) $(ARGS)

fuzz: $(FUZZ)/.ready ## Throw mutated texts, pages and feeds at what reads them: make fuzz FUZZ_SECONDS=600
	$(FUZZ)/bin/python -m tests.fuzz --seconds $(FUZZ_SECONDS) $(ARGS)

hostile: setup-dev ## Read lines made to be slow and see that time grows with their length alone: make hostile MEGABYTES=5
	$(BIN)/python -m tests.extract.hostile --megabytes $(MEGABYTES)

bench: $(BENCH)/.ready ## Measure beside the rivals; writes benchmarks/results.json and docs/benchmarks.md
	$(BENCH)/bin/python -m benchmarks --write $(ARGS)

bench-quick: $(BENCH)/.ready ## The same with fewer events, in some minutes; writes nothing
	$(BENCH)/bin/python -m benchmarks --quick $(ARGS)

lint: setup-dev ## Check style, types, the layers and that the locks are current
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.support.locks

format: setup-dev ## Rewrite the code in the one style
	$(BIN)/ruff check --fix-only $(CODE)
	$(BIN)/ruff format $(CODE)

lock: build/uv/bin/uv ## Renew the lock files from pyproject.toml
	$(call compile,requirements.lock,--group build)
	$(call compile,requirements-dev.lock,--group dev --constraint requirements.lock)
	$(call compile,requirements-bench.lock,--group bench --constraint requirements.lock)
	$(call compile,requirements-fuzz.lock,--group fuzz --constraint requirements.lock)

wheel: setup-dev ## Build the wheel and the source distribution into dist/
	$(BIN)/python -m build --no-isolation --outdir dist

clean: ## Remove .venv and all that was built or cached; never a ledger
	rm -rf $(VENV) $(BENCH) $(FUZZ) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(CODE) -type d -name __pycache__ -prune -exec rm -rf {} +

# -- How --------------------------------------------------------------------------------------------------------------

# Only wheels: a fresh machine has no compiler, and a missing wheel should say so at once instead of failing in one.
INSTALL := $(PIP) install --require-hashes --only-binary :all:

# The stamps make a second run instant; a changed lock or pyproject.toml makes the next run install again.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked libraries into $(VENV) …"
	@$(INSTALL) -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the locked development tools into $(VENV) …"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

# The rivals live apart: nothing of the product or its tests may come to lean on them.
$(BENCH)/.ready: requirements-bench.lock | $(BIN)/python
	@echo "Installing the locked rivals into $(BENCH) …"
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes --only-binary :all: -r $<
	@touch $@

# Atheris has wheels for Linux alone, and nothing else should come to lean on it.
$(FUZZ)/.ready: requirements-fuzz.lock | $(BIN)/python
	@echo "Installing the locked fuzzer into $(FUZZ) …"
	@$(PYTHON) -m venv $(FUZZ)
	@$(FUZZ)/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes --only-binary :all: -r $<
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not that. Name one: make setup PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python lacks its venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The resolver has an environment of its own, so that a broken lock can still be renewed.
build/uv/bin/uv:
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/python -m pip --quiet --disable-pip-version-check install --only-binary :all: uv==$(UV_VERSION)

# One lock for Python 3.11 and newer on every platform, and without any index address: who installs chooses the index.
define compile
build/uv/bin/uv --no-config pip compile pyproject.toml $(2) --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header --quiet $(LOCK_ARGS) --output-file $(1)
endef
