# Two commands do everything: make rehearse, make test.

VENV := .venv
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check -q

.PHONY: help rehearse demo test lint clean
.DEFAULT_GOAL := help

help:
	@echo "make rehearse   set up, then answer questions aloud (a demo where there is no microphone)"
	@echo "make demo       set up, then hear the synthetic candidate answer"
	@echo "make test       set up, then check style and types and run the tests"
	@echo "make clean      take the set-up away"

rehearse: $(RUN_READY)
	@$(VENV)/bin/voiceprep rehearse --or-demo

demo: $(RUN_READY)
	@$(VENV)/bin/voiceprep demo

test: lint
	$(VENV)/bin/python -m pytest -n 3 --dist worksteal

lint: $(TEST_READY)
	$(VENV)/bin/ruff check src tests benchmarks tools
	$(VENV)/bin/ruff format --check src tests benchmarks tools
	$(VENV)/bin/mypy

$(VENV)/bin/python:
	@tools/system-packages run
	@echo "setup: making a virtual environment in $(VENV)" >&2
	@python=$$(tools/find-python) && "$$python" -m venv $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1'

$(RUN_READY): pyproject.toml tools/system-packages | $(VENV)/bin/python
	@tools/system-packages run
	@echo "setup: installing voiceprep and what it needs (once; a minute or two)" >&2
	@$(PIP) install -e '.[meaning]'
	@touch $@

$(TEST_READY): pyproject.toml tools/system-packages | $(VENV)/bin/python
	@tools/system-packages test
	@echo "setup: installing voiceprep and the test tools (once; a minute or two)" >&2
	@$(PIP) install -e '.[meaning]' --group dev
	@touch $@ $(RUN_READY)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
