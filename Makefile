# Sortie 外勤. `make` shows what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

# uv on the PATH or the project's own, which scripts/bootstrap.sh puts there
export PATH := $(CURDIR)/.tools/bin:$(PATH)
# Compiled modules are kept beside their sources, whatever an image's habit: without them every
# start compiles 1,200 modules again, three seconds of it.
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin
# Two processes suit two cores; the browser tests have their own.
WORKERS ?= 2

help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make \033[1m%-8s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Build what changed, start everything on http://127.0.0.1:8000 with a demo company
	@scripts/bootstrap.sh python web
	@exec $(PY)/sortie serve --demo

dev: ## Like run, restarting on changes; the web by Vite with hot reload
	@scripts/bootstrap.sh python web-packages
	@export SORTIE_DEV_API=$${SORTIE_DEV_API:-http://127.0.0.1:$${SORTIE_PORT:-8000}}; \
	  (cd web && exec node scripts/dev.mjs) & web=$$!; trap 'kill $$web 2>/dev/null || true' EXIT; \
	  $(PY)/sortie serve --demo --reload

test: python web-packages lint types contracts pytest web-check journeys ## Everything: lint, types, contracts, tests, real browsers (≤ 25 min)
	@echo "✓ all tests passed"

check: python web-packages lint types contracts ## Fast: as test, without slow, battery and browser tests
	@$(PY)/pytest -n $(WORKERS) -m "not slow and not browser" --ignore=tests/battery --ignore=tests/journeys
	@cd web && npm run --silent check

bench: python ## Measure one claim: make bench B=records
	@test -n "$(B)" || { echo "which? make bench B=<one of: $$(cd bench 2>/dev/null && ls *.py 2>/dev/null | sed 's/\.py$$//;/^_/d' | tr '\n' ' ')>"; exit 64; }
	@$(PY)/python -m bench.$(B)

fuzz: python ## Call every operation of the API with made-up input: make fuzz S=900
	@SORTIE_SCHEMATHESIS_PATHS=. SORTIE_SCHEMATHESIS_S=$(or $(S),900) SORTIE_SCHEMATHESIS_EXAMPLES=$(or $(N),3) \
	  $(PY)/pytest tests/battery/test_schemathesis.py

# --- parts of the above; each also runs alone -------------------------------------------------

python:
	@scripts/bootstrap.sh python

web-packages:
	@scripts/bootstrap.sh web-packages

lint: python
	@$(PY)/ruff check .
	@$(PY)/ruff format --check --quiet . || { echo "✗ run: make format"; exit 1; }
	@$(PY)/deptry src >/dev/null 2>&1 || $(PY)/deptry src

format: python
	@$(PY)/ruff check --fix --quiet . || true
	@$(PY)/ruff format .

types: python
	@$(PY)/mypy

contracts: python
	@$(PY)/lint-imports --no-cache

pytest: python
	@$(PY)/pytest -n $(WORKERS) --ignore=tests/journeys

web-check: web-packages
	@cd web && npm run --silent check

journeys: python
	@scripts/chromium.sh
	@scripts/bootstrap.sh web
	@scripts/journeys.sh

.PHONY: help run dev test check bench fuzz python web-packages lint format types contracts pytest web-check journeys
