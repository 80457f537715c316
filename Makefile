# Every target bootstraps what it needs: python3 (3.11 to 3.13), make and pip are enough.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# Set in some shells; it makes every import two to three times slower.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
MINZHENG_DATA_DIR ?= $(CURDIR)/data
DAGSTER_HOME = $(abspath $(MINZHENG_DATA_DIR))/dagster
# The links of the UI lead to the published pages, which `make ui` serves at this address.
PAGES = $(abspath $(MINZHENG_DATA_DIR))/published/current
MINZHENG_PAGES_URL ?= http://127.0.0.1:$(PAGES_PORT)/pages
DAGSTER_DISABLE_TELEMETRY = yes
DBT_SEND_ANONYMOUS_USAGE_STATS = false
GX_ANALYTICS_ENABLED = false
UI_PORT ?= 3000
PAGES_PORT ?= 3001
BI_PORT ?= 8088
export MINZHENG_DATA_DIR DAGSTER_HOME MINZHENG_PAGES_URL
export DAGSTER_DISABLE_TELEMETRY DBT_SEND_ANONYMOUS_USAGE_STATS GX_ANALYTICS_ENABLED

# The machine's own certificates: behind a company's proxy no others are valid.
export UV_SYSTEM_CERTS ?= 1

# A uv that is installed is used; else one comes into .uv, a folder of this project alone.
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
BIN := .venv/bin
SYNCED := .venv/.synced
BI_SYNCED := .venv-bi/.synced
MANIFEST := dbt_project/target/manifest.json
DBT_SOURCES := $(shell find dbt_project seeds/reference -type f -not -path '*/target/*' \
	-not -path '*/logs/*' \( -name '*.sql' -o -name '*.yml' -o -name '*.csv' -o -name '*.md' \) 2>/dev/null)

.PHONY: help install run pages test ui bi notebook lint format bench clean

help: ## Show what there is to type
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(SYNCED) $(MANIFEST) ## Create the environment (the other targets do it by themselves)

run: install ## Land, extract, transform, check and publish what is in the landing zone
	@$(BIN)/minzheng run

ui: install ## Open the Dagster UI on http://127.0.0.1:3000 (UI_PORT=… for another port)
	@mkdir -p $(DAGSTER_HOME) && cp orchestration/dagster.yaml $(DAGSTER_HOME)/dagster.yaml
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(PAGES) $(PAGES_PORT) >/dev/null 2>&1 & \
	pages=$$!; trap "kill $$pages 2>/dev/null" EXIT INT TERM; \
	$(BIN)/dagster dev --host 127.0.0.1 --port $(UI_PORT)

bi: $(BI_SYNCED) ## Open Superset on what was published, on http://127.0.0.1:8088 (BI_PORT=…)
	@BI_PORT=$(BI_PORT) .venv-bi/bin/python bi/start.py
pages: install ## Open the pages of the publication; print where they are
	@test -e $(MINZHENG_DATA_DIR)/published/pages/index.html || $(BIN)/minzheng run
	@$(BIN)/minzheng pages

test: lint ## Lint, types, and every test that is not marked slow
	@$(BIN)/pytest -n auto --dist loadfile
	@command -v chromium >/dev/null || echo "tests/browser skipped: no Chromium here \
	(apt-get install chromium chromium-driver fonts-noto-cjk); .ci/run installs and runs it"

lint: install ## Style, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: install ## Let ruff rewrite what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

notebook: install ## Open the notebook of ready answers (marimo)
	@$(UV) sync --quiet --frozen --group notebook
	@$(BIN)/marimo edit notebooks/answers.py

bench: install ## Reproduce the measurements of benchmarks/
	@set -e; for path in benchmarks/[a-z]*.py; do \
		echo "$$path"; $(BIN)/python -m benchmarks.$$(basename $$path .py); done

clean: ## Remove the environment and caches; the warehouse in data/ stays
	rm -rf .venv .venv-bi .uv dbt_project/target dbt_project/logs expectations/data_docs
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.uv/bin/uv:
	@echo "Installing uv into .uv"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target .uv uv

$(SYNCED): uv.lock pyproject.toml $(filter .uv/%,$(UV))
	@echo "Bringing the packages of uv.lock into .venv (1.2 GB, once)"
	@$(UV) sync --quiet --frozen --compile-bytecode
	@touch $@

# Superset pins its own pandas and SQLAlchemy, and has no wheels for Python 3.13 below them.
$(BI_SYNCED): bi/requirements.txt $(filter .uv/%,$(UV))
	@echo "Bringing Superset into .venv-bi (850 MB, once)"
	@$(UV) venv --quiet --allow-existing --python '>=3.11,<3.13' .venv-bi
	@$(UV) pip sync --quiet --compile-bytecode --python .venv-bi/bin/python bi/requirements.txt
	@touch $@

# Parsed here, once, because parsing at import would cost every load of the code location.
$(MANIFEST): $(SYNCED) $(DBT_SOURCES)
	@$(BIN)/python -m orchestration.dbt_manifest
	@touch $@
