# Each target makes .venv by itself; a fresh machine needs Python 3.11+ and git only.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench mutants fuzz pages clean

.venv/.made: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "boardrules needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: .venv/.made
	@$(BIN)/python examples/demo.py

test: .venv/.made
	$(BIN)/python -m pytest -n auto

lint: .venv/.made
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.made
	$(BIN)/python bench/run.py

# Changes one thing after another in the checks and the compiler of declarations; takes two hours or more.
mutants: .venv/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt cosmic-ray
	$(BIN)/python tests/mutants/run.py

# Throws made-up and damaged files at every reader, so many seconds at each; goes on where it stopped.
FUZZ_SECONDS ?= 60
FUZZ_EXAMPLES ?= 300
fuzz: .venv/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt atheris
	FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/python -m pytest -q -n auto tests/fuzz
	$(BIN)/python -m tests.fuzz.run --seconds $(FUZZ_SECONDS)

# The pages of codes and programs in docs/, from the registry.
pages: .venv/.made
	$(BIN)/python -m boardrules.pages docs

clean:
	rm -rf .venv build dist
