# Everything a person or CI runs. Needs only Python 3.11 or newer, git and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench rulebench redteam sim life fleet emulators evals measure injection act clean

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: .venv/ready  ## The main job on a fresh copy of the shop: suture-out/report.json and review pages
	$(BIN)/python -m tests.demo

test: .venv/ready lint  ## Lint, types, import contracts, then every test
	$(BIN)/python -m pytest -n auto

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready  ## Where the time goes; prints the figures of docs/speed.md
	$(BIN)/python -m tests.bench

rulebench: .venv/ready  ## The figures of docs/rules-measured.md; takes packages from their registries. TRUTH="--securityeval DIR ..."
	$(BIN)/python -m tests.rulebench all $(TRUTH)

redteam: .venv/ready  ## Bad patches must be stopped by the gate that should, good ones must get through
	$(BIN)/python -m tests.redteam

sim: .venv/ready  ## A fault of each kind at each write of a delivery and of following; nothing may be doubled or lost
	$(BIN)/python -m tests.forge.schedules
	$(BIN)/python -m tests.followup.faults

life: .venv/ready  ## 200 pull requests through 120 days with a team of people; nobody spammed, nothing lost, every one ends
	$(BIN)/python -m tests.followup.simulation
	$(BIN)/python -m tests.followup.simulation --real

fleet: .venv/ready  ## 10,000 repositories in waves: plan time, requests, and every ceiling held
	$(BIN)/python -m tests.fleet.simulation

emulators: .venv/ready  ## suture fix --publish against the public emulators of GitHub, unmodified
	$(BIN)/python -m tests.emulators

evals: .venv/ready  ## The cases that an author is measured on: each is found, its fix is right, and wrong ones are caught
	$(BIN)/python -m pytest -n auto tests/evals

measure: .venv/ready  ## suture eval on those cases with recorded completions of a strong model; prints the figures of docs/evals.md
	$(BIN)/python -m tests.evals.measure

injection: .venv/ready  ## Planted instructions: a double that obeys every one of them, through prompts, author and gates
	$(BIN)/python -m pytest -n auto tests/injection

act: .venv/ready  ## The workflows for real under act, against the double of GitHub; prints what each job's environment holds
	$(BIN)/python -m pytest -rP tests/workflows/test_act_harness.py tests/workflows/test_act_stories.py tests/workflows/test_act_app_story.py tests/workflows/test_act_fleet.py

clean:
	rm -rf .venv suture-out build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
