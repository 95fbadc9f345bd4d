# Every job of this project by name; `make help` lists them. Each job first installs what is missing (scripts/bootstrap).
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
export PYTHON
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(shell nproc)
python := .venv/bin/python

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: install  ## audits two models on a real cohort: prints results and verdicts, and writes audit.html, audit.pdf and audit.json into out/demo
	@.venv/bin/clinmetrics info | grep '^backends' # cuda is listed if its plugin and a device are available
	@.venv/bin/clinmetrics audit examples/demo/audit.yaml --set site.output.pdf=true --out out/demo; \
	  [ $$? = 4 ] && echo "Exit code 4: a goal of the specification is missed."

.PHONY: first-audit
first-audit: install  ## the three commands of a first audit, from two CSV files to a PDF with verdicts in out/first-audit
	@scripts/first-audit

.PHONY: demo-data
demo-data: ready-demo-data  ## trains the two models of the demo again
	$(python) examples/demo/train.py

.PHONY: test
test: ready-test  ## runs every test, C++ and Python, and prints the counts
	@$(python) scripts/test.py

.PHONY: test-long
test-long: ready-test  ## the same, then clang, ThreadSanitizer, the tests marked long and the kernels' mutants
	@$(python) scripts/test.py --long

.PHONY: lint
lint: ready-lint  ## checks formatting, style, types and layers
	@$(python) scripts/lint.py

.PHONY: format
format: ready-lint  ## corrects what `make lint` reports, where a tool can
	@$(python) scripts/lint.py --fix

.PHONY: tidy
tidy: ready-tidy  ## clang-tidy over the C++ sources (slow)
	cmake --preset release -DCLINMETRICS_BUILD_PYTHON=ON -DPython_EXECUTABLE=$(CURDIR)/$(python)
	run-clang-tidy -quiet -p build/release '$(CURDIR)/(src|python)/.*'

.PHONY: docs
docs: ready-docs install  ## the documentation, into out/docs
	$(python) -m sphinx -W --keep-going -q -b html docs out/docs
	@echo "out/docs/index.html"

.PHONY: wheel
wheel: ready-wheel  ## a wheel with its libraries inside, into dist
	@scripts/wheel

.PHONY: wheels
wheels: ready-wheels  ## the same, and wheels for old systems and other Pythons, tested in bare systems (needs root); PYTHONS="3.9" for some
	@scripts/wheels/all $(PYTHONS)

.PHONY: bench
bench: ready-run install  ## the benchmark programs
	cmake --preset release -DCLINMETRICS_BUILD_BENCHMARKS=ON
	cmake --build --preset release
	@for program in build/release/benchmarks/*_bench; do $$program || exit 1; done
	@$(python) benchmarks/board.py

.PHONY: coverage
coverage: ready-test  ## simulates how often the intervals hold, in half an hour; COVERAGE="--samples 200 --only auroc" for less
	cmake --preset release
	cmake --build --preset release --target clinmetrics_coverage
	build/release/tests/coverage/clinmetrics_coverage $(COVERAGE)
	$(python) tests/coverage/page.py out/coverage/coverage.csv out/coverage

.PHONY: bench-peers
bench-peers: ready-peers install  ## times the same tasks in other libraries
	$(python) benchmarks/peers

.PHONY: gpu-check
gpu-check:  ## builds, checks and times the CUDA plugin on this machine's device
	@scripts/gpu-check

.PHONY: clean
clean:  ## removes what was built; .venv stays
	rm -rf build out dist
	rm -f python/clinmetrics/*.so

.PHONY: install
install: build/installed  ## the Python package into .venv

# The package is installed as a user would install it, from an incremental build.
package_files := $(shell find CMakeLists.txt pyproject.toml README.md cmake include src python -type f -not -name '*.so' -not -path '*/__pycache__/*' 2>/dev/null)
build/installed: $(package_files) | ready-run
	@mkdir -p build
	@echo "Building the Python package"
	@$(python) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --force-reinstall -C build-dir=build/package .
	@touch $@

.PHONY: ready-run ready-test ready-lint ready-docs ready-wheel ready-wheels ready-tidy ready-peers ready-demo-data
ready-run ready-test ready-lint ready-docs ready-wheel ready-wheels ready-tidy ready-peers ready-demo-data: ready-%:
	@scripts/bootstrap $*
