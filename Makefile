# Front Door. `make` alone prints what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

UV_VERSION := 0.13.9
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
PYTHON := $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1

.PHONY: help
help: ## Print these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.synced: pyproject.toml uv.lock | $(filter .uv/bin/uv,$(UV))
	$(UV) sync --locked --quiet --python $(PYTHON)
	@touch $@

.PHONY: setup
setup: .venv/.synced ## Install everything the project needs into .venv

.PHONY: demo
demo: setup ## Talk with the bot on a phone page: no LINE account, no server to install
	$(BIN)/bot demo

.PHONY: serve
serve: setup ## Serve a real LINE channel (needs LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN)
	$(BIN)/bot serve

# The pure core is covered whole.
PURE := --include='bot/model/*,bot/flows/*,bot/nlu/*,bot/routing/*,bot/cases/*,bot/programmes/*,bot/broadcasts/*,bot/render/*,bot/rehearsal/*,bot/delivery/retry.py,bot/delivery/setbacks.py'

.PHONY: test
test: setup ## Run all tests side by side and hold the coverage; T=path runs some of them, one by one
ifdef T
	$(BIN)/pytest $(T)
else
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder --cov --cov-report=
	$(BIN)/coverage report --fail-under=90
	@$(BIN)/coverage report --fail-under=100 $(PURE) || { echo 'The pure core must be covered whole.'; exit 1; }
endif

.PHONY: check
check: setup ## Check style, imports, types, conversations, migrations, Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/bot flows check
	$(BIN)/bot flows test
	$(BIN)/bot centres check
	@if [ -x $(BIN)/hadolint ]; then $(BIN)/hadolint Dockerfile; else echo 'hadolint is not available here; Dockerfile not checked'; fi

.PHONY: image
image: setup ## Run each stage's commands of the Dockerfile in a clean folder (no container engine needed)
	UV=$(UV) PYTHON=$(PYTHON) tools/image_stages.sh

.PHONY: golden
golden: setup ## Write the golden conversations and the pictures anew, from what the bot says now
	$(BIN)/bot flows test --write
	$(BIN)/bot flows graph --svg docs/images/flows $(patsubst docs/images/flows/%.svg,--only %,$(wildcard docs/images/flows/*.svg))

.PHONY: fuzz
fuzz: setup ## Play 100,000 random turns and judge each; F='--seed 7 --turns 5000' plays others
	$(BIN)/bot flows fuzz $(F)

.PHONY: pictures
pictures: setup ## Take the pictures of docs/six-conversations.md anew (needs Debian's chromium)
	$(BIN)/python -m tools.pictures

.PHONY: bench
bench: setup ## Measure speed and size, side by side in one run; B='--only whole' measures some
	$(BIN)/python -m bench $(B)

.PHONY: nlu-report
nlu-report: setup ## Measure the understanding anew, into docs/nlu.md; PUBLIC=folder for the public sets too
	$(BIN)/python -m bench nlu-report $(if $(PUBLIC),--public $(PUBLIC))

.PHONY: plots
plots: setup ## Write what was measured into docs/performance.md and docs/capacity.md, with drawings
	$(BIN)/python -m bench plots

.PHONY: faults
faults: setup ## Kill, stop, fill, cut and flood the whole service for hours; shards that are done are passed over
	$(BIN)/python -m faults all
	$(BIN)/python -m faults report

.PHONY: format
format: setup ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
