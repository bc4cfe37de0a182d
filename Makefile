# What people run. `make run` and `make test` need Python 3.11 or newer, git and make; all else they install into .venv.
# Another Python: make run PYTHON=/path/to/python

BIN := .venv/bin
UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help run test check format picture bench lock wheels

help:
	@echo "make run      try kubewhy: a local Slack workspace in the browser, or a chat in this terminal"
	@echo "make test     run the tests"
	@echo "make check    format, lint, types, import contracts, knowledge, tests"
	@echo "make format   put the sources into their form"
	@echo "make picture  take the README's picture of an answer anew"
	@echo "make bench    measure, side by side"
	@echo "make lock     resolve the locked requirements again (needs uv)"
	@echo "make wheels   see that the lock has a wheel of everything for Python 3.11 to 3.14 (needs uv)"

run:
	@tools/python -m tools.install run
	@exec $(BIN)/kubewhy demo

test:
	@tools/python -m tools.install test
	$(BIN)/pytest

check:
	@tools/python -m tools.install test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kubewhy kb check
	$(BIN)/pytest

format:
	@tools/python -m tools.install test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

picture:
	@tools/python -m tools.install test
	CI=true $(BIN)/pytest -q tests/workspace -k answered_in_its_thread
	cp tests/output/answer-thread.png docs/answer.png

bench:
	@tools/python -m tools.install run
	@$(BIN)/python -m bench

lock:
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --all-extras --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) --group pyproject.toml:node --output-file requirements-node.lock

wheels:
	@for version in 3.11 3.12 3.13 3.14; do \
		$(UV) pip install --quiet --dry-run --python-version $$version --python-platform x86_64-manylinux_2_28 \
			--only-binary :all: --no-deps --require-hashes --target .cache/wheels -r requirements-dev.lock \
			&& echo "Python $$version: a wheel of everything" || exit 1; \
	done
