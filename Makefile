# Everything a fresh clone needs: Python 3.11 or newer, and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt

# No model hub is asked, and idle OpenMP threads sleep instead of spinning on a busy machine.
export HF_HUB_OFFLINE := 1
export OMP_WAIT_POLICY := PASSIVE
export GOMP_SPINCOUNT := 0

.PHONY: help demo test test-slow lint format wheel-check bench clean

help:
	@echo "make demo         render a room, mark a pan through it, count what is right"
	@echo "make test         the tests, in minutes"
	@echo "make test-slow    the tests that take longer"
	@echo "make lint         ruff and mypy"
	@echo "make wheel-check  install the built wheel in a clean environment and mark a clip"
	@echo "make bench        speed and memory of marking, as one JSON line"

demo: $(VENV)/.worlds
	$(BIN)/covis demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q

test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m slow

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel-check: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m slow tests/test_wheel.py

bench: $(VENV)/.core
	$(BIN)/python bench/mark.py

clean:
	rm -rf $(VENV) build dist demo-out

$(VENV)/.made:
	@"$(PYTHON)" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "covis needs Python 3.11 or newer with its venv module: install it (Debian, Ubuntu:" \
	       "apt-get install python3.11-venv) or name one with make PYTHON=/path/to/python3.11." >&2; exit 2; }
	"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/.core: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) -e .
	@touch $@

$(VENV)/.worlds: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) -e '.[worlds]'
	@touch $@ $(VENV)/.core

# torch comes first and alone: as a dependency of something else, pip would pick the CUDA build's packages.
$(VENV)/.dev: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) torch==2.13.0
	$(PIP) -e '.[dev,heic,sam,worlds,eval,train]'
	@touch $@ $(VENV)/.core $(VENV)/.worlds
