# Each command sets up what it needs first. launch/bootstrap.py says how.
PYTHON ?= python3
SERVICE := .venv/service/bin
BOT := .venv/bot/bin
SET_UP := $(PYTHON) launch/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run test check fix train evaluate lock upgrade bench clean set-up-run set-up-test

help: ## list these commands
	@grep -hE '^[a-z-]+:.* ## ' Makefile | sed -E 's/^([a-z-]+):.* ## /\1\t/' | \
		while IFS="$$(printf '\t')" read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

run: ## set everything up, start it, print its addresses; Ctrl-C stops it
	@$(SET_UP) run launch run

test: set-up-test ## every test, in a real browser too
	@$(SERVICE)/python -m launch prepare
	@$(SERVICE)/python -m launch validate
	@status=0; \
		$(SERVICE)/python -m pytest || status=1; \
		$(BOT)/python -m pytest tests/bot || status=1; \
		exit $$status

check: set-up-test ## format, style, types and import rules; changes nothing
	$(SERVICE)/ruff format --check .
	$(SERVICE)/ruff check .
	$(SERVICE)/mypy
	$(SERVICE)/lint-imports
	$(SERVICE)/python -m launch.machine_traces

fix: set-up-test ## put format and style right
	$(SERVICE)/ruff check --fix .
	$(SERVICE)/ruff format .

train: set-up-run ## train the assistant and what reads names, changed or not
	@$(SERVICE)/python -m launch train

evaluate: set-up-run ## how well people are understood; BASELINE=1 compares with Rasa's default
	@$(SERVICE)/python -m launch prepare
	@$(BOT)/python -m bot.nlu.evaluate $(if $(BASELINE),--baseline)
	@$(SERVICE)/python -m actions.evaluate_extraction
	@$(SERVICE)/python -m logger.safety.evaluate

lock: ## bring the lock files to what pyproject.toml says
	@$(SET_UP) lock

upgrade: ## lock the newest versions pyproject.toml allows
	@$(SET_UP) lock --upgrade

bench: set-up-test ## measure answers, memory and start
	@$(SERVICE)/python -m bench

clean: ## remove caches and built files; environments, data and secrets stay
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .rasa .cache
	find . -name __pycache__ -not -path './.venv/*' -not -path './node_modules/*' -prune -exec rm -rf {} +
	rm -rf var/models var/log

set-up-run:
	@$(SET_UP) run

set-up-test:
	@$(SET_UP) test
