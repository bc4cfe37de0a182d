# What people run. `make run` and `make test` need Python 3.11 or newer, git and make; all else they install into .venv.
# Another Python: make run PYTHON=/path/to/python

BIN := .venv/bin
PEERS := .cache/peers/bin
UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help run test check format picture apiserver bench bench-cluster bench-peers lock wheels

help:
	@echo "make run            try kubewhy: a local Slack workspace in the browser, or a chat in this terminal"
	@echo "make test           run the tests"
	@echo "make check          format, lint, types, import contracts, knowledge, tests"
	@echo "make format         put the sources into their form"
	@echo "make picture        take the README's picture of an answer anew"
	@echo "make apiserver      build the Kubernetes API server that tests/apiserver needs (Go, three minutes, once)"
	@echo "make bench          measure, side by side; WRITE=1 puts the tables into docs/benchmarks.md"
	@echo "make bench-cluster  measure probes of a cluster of 1,000 nodes (needs make apiserver)"
	@echo "make bench-peers    measure other ways of matching on the same texts (downloads some gigabytes; WRITE=1 as above)"
	@echo "make lock           resolve the locked requirements again (needs uv)"
	@echo "make wheels         see that the lock has a wheel of everything for Python 3.11 to 3.14 (needs uv)"

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

apiserver:
	@tools/python -m tools.apiserver

bench:
	@tools/python -m tools.install run
	@PYTHONPATH=tests $(BIN)/python -m bench $(if $(WRITE),--write)

bench-cluster: apiserver
	@tools/python -m tools.install run
	@PYTHONPATH=tests $(BIN)/python -m bench.cluster

bench-peers:
	@test -x $(PEERS)/python || tools/python -m venv .cache/peers
	@$(PEERS)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(PEERS)/python -m pip install --quiet --disable-pip-version-check -r bench/peers/requirements.txt
	@PYTHONPATH=tests $(PEERS)/python -m bench.peers $(if $(WRITE),--write)

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
