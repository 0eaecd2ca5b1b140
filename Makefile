# Two commands do everything: `make plan` builds the example, `make test` runs all tests. `make docs` writes the docs site into site/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: plan test docs lock clean

plan: $(VENV)/.plan
	$(BIN)/dosi build examples/sejong

test: $(VENV)/.test
	sh tools/system-packages.sh
	$(BIN)/ruff check src tests bench examples tools
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadgroup

docs: $(VENV)/.test
	PYTHONPATH=tools $(BIN)/python -m docs site

$(VENV)/.plan: requirements.lock pyproject.toml
	sh tools/environment.sh $(PYTHON) $(VENV) requirements.lock
	rm -f $(VENV)/.test
	touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml
	sh tools/environment.sh $(PYTHON) $(VENV) requirements-dev.lock
	touch $@ $(VENV)/.plan

lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra build --extra boundaries -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra build --extra docs --extra dev -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml bench/peers.in --override bench/peers-without.in --extra build -o bench/peers.lock

clean:
	rm -rf $(VENV)
