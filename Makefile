# Two commands do everything on a fresh machine: make demo, make test. Both set up .venv by themselves.
# Only GNU Make 3.81 is needed, and no path here holds a folder's name, so that folders may have spaces.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
TRAIN := .venv-train

# A .venv whose Python is gone, or that was moved or cut off half-way, is made anew.
SOUND := $(shell test "$$(cat $(VENV)/.folder 2>/dev/null)" = "$$(pwd -P)" && test ! -e $(VENV)/.half-done && $(PY) -c 'print("yes")' 2>/dev/null)
STALE := $(if $(filter yes,$(SOUND)),,stale)

PORT ?=
WORKERS ?=
ARGS ?=
RUN_OPTIONS = $(if $(PORT),--port $(PORT)) $(if $(WORKERS),--workers $(WORKERS)) $(ARGS)

.PHONY: help demo up test lint fmt bench bench-quality train pin clean stale

help: ## list the targets
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

demo: $(VENV)/.ready-run ## start everything, translate the five seeds, print them and serve the reader page (PORT=, ARGS=)
	@exec $(PY) -m dragoman.cli demo $(RUN_OPTIONS)

up: $(VENV)/.ready-run ## run Redis, the database, the API and the workers on this machine (PORT=, WORKERS=, ARGS=)
	@exec $(PY) -m dragoman.cli up $(RUN_OPTIONS)

test: $(VENV)/.ready-dev ## run every test (ARGS= goes to pytest)
	@exec $(PY) -m pytest $(ARGS)

lint: $(VENV)/.ready-dev ## check style, types and the import rules
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m pyright
	$(VENV)/bin/lint-imports

fmt: $(VENV)/.ready-dev ## format and sort imports
	$(PY) -m ruff check --fix --select I
	$(PY) -m ruff format

bench: $(VENV)/.ready-dev ## measure throughput, latency and memory (ARGS=)
	$(PY) -m bench.overhead $(ARGS)

bench-quality: $(TRAIN)/.ready ## measure the shipped model beside other systems (ARGS=)
	$(TRAIN)/bin/python -m bench.quality $(ARGS)

train: $(TRAIN)/.ready ## make the translator anew, from data to scores, as training/README.md says (hours; ARGS= goes to the training)
	$(TRAIN)/bin/python -m training.translator.prepare_data
	$(TRAIN)/bin/python -m training.translator.tokeniser
	$(TRAIN)/bin/python -m training.translator.align
	$(TRAIN)/bin/python -m training.translator.embeddings
	$(TRAIN)/bin/python -m training.translator.train $(ARGS)
	$(TRAIN)/bin/python -m training.translator.average
	$(TRAIN)/bin/python -m training.translator.convert
	$(TRAIN)/bin/python -m training.translator.evaluate
	@echo "To ship it, if it beats what is there: $(TRAIN)/bin/python -m training.translator.install"

pin: ## write constraints.txt anew from the newest releases
	sh scripts/pin.sh

clean: ## remove what was set up, built and cached, and the demonstration's data; articles of 'make up' stay
	rm -rf $(VENV) .dragoman/demo .pytest_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis build dist
	find . -name __pycache__ -type d -not -path './.venv-*' -prune -exec rm -rf {} +

$(VENV)/.ready-run: pyproject.toml constraints.txt scripts/setup.sh $(STALE)
	@sh scripts/setup.sh run
	@touch $@

$(VENV)/.ready-dev: pyproject.toml constraints.txt scripts/setup.sh scripts/groups.py $(STALE)
	@sh scripts/setup.sh dev
	@touch $(VENV)/.ready-run $@

$(TRAIN)/.ready: training/requirements.txt scripts/setup.sh
	@sh scripts/setup.sh train
	@touch $@

stale:
