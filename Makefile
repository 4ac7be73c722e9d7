# What there is to make; `make` alone lists it. Needs only make and Python 3.11 or newer.
# Other values: make demo PORT=9000, make test PYTHON=python3.13 (with a fresh .venv), make test TESTS=tests/kits

PYTHON ?= python3
PORT ?= 8000
TESTS ?= tests
WORKERS ?= auto

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
DEMO := build/demo

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test proof lint docs bench clean

help: ## list what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/has-runtime ## generate the polls kit under build/, fill it and serve it (PORT=8000)
	@# Generated anew when the kit has changed since, or when there is nothing yet (then find complains).
	@if [ -n "$$(find project_template/polls -newer $(DEMO)/manage.py 2>&1)" ]; then \
	  rm -rf $(DEMO) && mkdir -p $(dir $(DEMO)) && \
	  $(BIN)/mtvgen startproject $(notdir $(DEMO)) --into $(dir $(DEMO)) --kit polls --no-input --no-git; \
	fi
	$(BIN)/python $(DEMO)/manage.py migrate
	$(BIN)/python $(DEMO)/manage.py fill
	@exec $(BIN)/python $(DEMO)/manage.py runserver $(PORT)

test: $(VENV)/has-test ## run every test (TESTS=tests/kits: some of them)
	@# Hundreds of child processes import it; where PYTHONDONTWRITEBYTECODE is set, each would compile it.
	@$(BIN)/python -m compileall -q -j 0 mtvgen tests
	@# Each worker would rewrite the asserts of all the tests first, which takes 20 seconds; what fails is told in detail.
	@$(BIN)/python -m pytest --assert=plain -n $(WORKERS) $(TESTS) || { \
	  echo "What failed, once more and in detail:"; \
	  $(BIN)/python -m pytest --last-failed --last-failed-no-failures none --maxfail 20 $(TESTS); exit 1; }

proof: $(VENV)/has-test ## what takes too long for each change: kits in environments of their own, interrupts by the hundred
	@$(BIN)/python -m compileall -q mtvgen
	MTVGEN_PROOF=1 $(BIN)/python -m pytest -n $(WORKERS) tests/proof tests/kits

lint: $(VENV)/has-test ## look for mistakes without running anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/has-docs ## build the documentation into docs/_build/html
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

bench: $(VENV)/has-bench ## measure against the peers (minutes; wants a quiet machine)
	$(BIN)/python -m tests.benchmarks

clean: ## remove what the others made, .venv too
	rm -rf build dist docs/_build $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find mtvgen project_template tests -name __pycache__ -prune -exec rm -rf {} +

# One file in .venv says what is installed there; it is older than pyproject.toml when that changed.

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "mtvgen needs Python 3.11 or newer, and $(PYTHON) is not. Name one: make $(MAKECMDGOALS) PYTHON=python3.13"; \
	  exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python could not make $(VENV). On Debian and Ubuntu its venv module is a package: apt install python3-venv"; \
	  exit 1; }

$(VENV)/has-runtime: $(VENV)/pyvenv.cfg pyproject.toml
	@echo "Installing mtvgen into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/has-bench: $(VENV)/has-test

$(VENV)/has-test $(VENV)/has-docs $(VENV)/has-bench: $(VENV)/has-%: $(VENV)/pyvenv.cfg pyproject.toml
	@echo "Installing mtvgen and what its $* needs into $(VENV)"
	@$(PIP) install --editable '.[$*]'
	@touch $@ $(VENV)/has-runtime
