# make run and make test do all their set-up by themselves: a virtual environment, the packages, a browser for the tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# pip compiles with one core, and Python with all; what a package has for another Python does not compile.
INSTALL := $(BIN)/python -m pip install -q --no-compile
COMPILE := $(BIN)/python -m compileall -q -j 0 $(VENV)/lib > /dev/null || true
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: run test lint audit bench pictures plotly clean

run: $(VENV)/.installed
	$(BIN)/python app.py

# One process more than there are cores, for what waits for a browser half of its time; and torch, which would have a
# thread for each core in each process, has one.
test: $(VENV)/.browser
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n $$(($$(nproc) + 1)) --maxprocesses 5 --dist loadfile

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/hadolint deploy/Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml

# What is known to be wrong with what the app installs; it asks PyPI.
audit: $(VENV)/.installed
	$(BIN)/python -m pip install -q pip-audit==2.10.1
	$(BIN)/pip-audit --strict -r requirements.txt

bench: $(VENV)/.peers $(VENV)/.browser
	$(BIN)/python -m bench

# plotly.js for the page, of the version that the Python package has: the bundle that draws what we draw.
plotly:
	npm pack --silent plotly.js-basic-dist-min@4.1.1
	tar xzf plotly.js-basic-dist-min-*.tgz -C explorer/ui/vendor --strip-components=1 package/plotly-basic.min.js package/LICENSE
	rm plotly.js-basic-dist-min-*.tgz

pictures: $(VENV)/.browser
	$(BIN)/python -m docs.pictures

clean:
	rm -rf $(VENV)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(INSTALL) -r requirements.txt
	$(COMPILE)
	touch $@

# Of Model Explorer the tests read one file; what it depends on would be 600 MB.
$(VENV)/.tools: requirements-dev.txt requirements-export.txt requirements-mcp.txt tests/export/requirements.txt $(VENV)/.installed
	$(INSTALL) -r requirements-dev.txt
	$(INSTALL) --no-deps -r tests/export/requirements.txt
	$(COMPILE)
	touch $@

# torchview's graphs are laid out by Graphviz.
$(VENV)/.peers: bench/requirements.txt $(VENV)/.tools
	$(BIN)/python -m pip install -q -r bench/requirements.txt
	command -v dot || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq graphviz; }
	touch $@

# Debian's Chromium without windows, which needs two thirds of the time of a whole one, else one that is there, else
# Playwright's; Debian's nginx, which is not to begin to serve.
$(VENV)/.browser: $(VENV)/.tools
	command -v chromium-headless-shell || \
		{ $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium-headless-shell; } || \
		command -v chromium || command -v google-chrome || $(BIN)/playwright install --with-deps chromium
	PATH="$$PATH:/usr/sbin" command -v nginx || \
		{ $(SUDO) apt-get update -qq && $(SUDO) env RUNLEVEL=1 apt-get install -y -qq nginx; }
	touch $@
