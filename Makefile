# Each of `make demo` and `make test` sets up everything by itself on a machine with Python 3.11+ and pip.
PYTHON ?= python3
DEV := .venv-dev
DEMO := .venv-demo
export MLFLOW_DISABLE_TELEMETRY := true
export DO_NOT_TRACK := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test test-long check bench bench-truth bias-bench bench-audit bench-novelty bench-nation bench-surveys bench-serving fit-synthetic fuzz clean

$(DEV)/ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/pip install --quiet --no-deps --require-hashes -r requirements/dev.txt
	$(DEV)/bin/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(DEMO)/ready: requirements/workshop.txt pyproject.toml
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/pip install --quiet --no-deps --require-hashes -r requirements/workshop.txt
	$(DEMO)/bin/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

demo: $(DEMO)/ready
	$(DEMO)/bin/riskscreen demo --out demo

# Two workers fill two cores: further threads of linear algebra would only wait for each other (four times the time).
test test-long: export OMP_THREAD_LIMIT := 1
test test-long: export OPENBLAS_NUM_THREADS := 1

test: $(DEV)/ready
	$(DEV)/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-long: $(DEV)/ready
	./.ci/browser
	./.ci/postgres
	$(DEV)/bin/python -m pytest -m long --durations 10 -n 2 --dist loadfile --no-loadscope-reorder

check: $(DEV)/ready
	$(DEV)/bin/ruff format --check src tests benchmarks
	$(DEV)/bin/ruff check src tests benchmarks
	$(DEV)/bin/lint-imports
	$(DEV)/bin/mypy

bench: $(DEV)/ready
	$(DEV)/bin/python benchmarks/bench_run.py

bench-truth: $(DEV)/ready
	$(DEV)/bin/python benchmarks/bench_truth.py
	$(DEV)/bin/python benchmarks/bench_viet_nam.py

bias-bench: $(DEV)/ready
	$(DEV)/bin/python benchmarks/bias_bench.py

bench-audit: $(DEV)/ready
	$(DEV)/bin/python benchmarks/bench_audit.py

bench-novelty: $(DEV)/ready
	$(DEV)/bin/python benchmarks/bench_novelty.py

bench-nation: $(DEV)/ready
	$(DEV)/bin/python benchmarks/bench_nation.py

fit-synthetic: $(DEV)/ready
	$(DEV)/bin/python benchmarks/fit_synthetic.py
	$(DEV)/bin/python benchmarks/fit_synthetic.py --profile vhlss2014 --refine --rounds 10 --seed 2001
	$(DEV)/bin/python benchmarks/fit_synthetic.py --profile vhlss2014 --refine --rounds 8 --looks 3 --seed 4001

fuzz: $(DEV)/ready
	$(DEV)/bin/python -m tests.attacks.fuzz --seconds 600

bench-serving: $(DEV)/ready
	$(DEV)/bin/python benchmarks/bench_serving.py --seconds 120

bench-surveys: $(DEV)/ready
	$(DEV)/bin/python benchmarks/bench_surveys.py

clean:
	rm -rf $(DEV) $(DEMO) demo
