# `make help` lists the commands. Written for GNU Make 3.81 (macOS) and newer, and for any POSIX shell.

# The environment. `VENV=~/environments/lecture make lab` uses another folder.
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Processes that run tests at once; 0 is one, in pytest's own.
WORKERS ?= 2
AT_ONCE := -n $(WORKERS) --dist worksteal
# `make test TOPIC=roi` runs the checks of one lecture: what is named after it, and what goes through all demos, exercises
# and notebooks, for it alone.
TOPIC ?=
NOTEBOOK := $(if $(TOPIC),$(wildcard notebooks/[0-9][0-9]_$(TOPIC).ipynb),notebooks)

NBVAL := --nbval --nbval-current-env --nbval-cell-timeout=120 --nbval-sanitize-with=tests/notebooks/sanitize.cfg
# JupyterLab refuses to run as root unless told; in a container root is the only user.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

# One thread each: at this size a second one gains nothing, and the digits are the same on every machine.
OMP_NUM_THREADS ?= 1
export OMP_NUM_THREADS
MKL_NUM_THREADS ?= $(OMP_NUM_THREADS)
export MKL_NUM_THREADS

.PHONY: help lab test lint test-package test-notebooks test-browser notebooks images bench train lock clean forget-counts
.NOTPARALLEL:
.DEFAULT_GOAL := help

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# Told a file alone, JupyterLab serves its folder only, and the notebooks' pictures lie beside that.
lab: $(INSTALLED)  ## make the environment where it is missing, and open JupyterLab on the first notebook
	@$(BIN)/jupyter lab $(AS_ROOT) --ServerApp.root_dir=. $(LAB_OPTIONS) notebooks/00_start_here.ipynb

test: forget-counts $(if $(TOPIC),,lint) test-package test-notebooks test-browser  ## run every check; make test TOPIC=roi runs one lecture's
	@awk '{ for (i = 2; i <= NF; i++) { if ($$i ~ /^passed/) passed += $$(i-1); if ($$i ~ /^skipped/) skipped += $$(i-1) } } \
	  END { printf "%d passed, 0 failed, %d skipped\n", passed, skipped }' $(VENV)/counts

forget-counts: $(INSTALLED)
	@: > $(VENV)/counts

# $(call step,NAME,COMMAND): one line when all is well; otherwise all that the command printed, and the step's name.
define step
@printf '%-24s' '$(1)'; output=$$(mktemp); trap 'rm -f "$$output"' EXIT; \
if { $(2) ; } > "$$output" 2>&1; then grep -v '^ *$$' "$$output" | tail -n 1 | tee -a $(VENV)/counts; \
else echo FAILED; cat "$$output"; echo "The step '$(1)' failed. 'make $@' runs it again."; exit 1; fi
endef

lint: $(INSTALLED)  ## style, types and import directions
	$(call step,ruff check,$(BIN)/ruff check .)
	$(call step,ruff format,$(BIN)/ruff format --check .)
	$(call step,mypy,$(BIN)/mypy)
	$(call step,import-linter,$(BIN)/lint-imports)

test-package: $(INSTALLED)  ## tests of the package and of the tools
	$(call step,package,$(BIN)/python -m pytest $(if $(TOPIC),--topic=$(TOPIC)) tests --ignore=tests/browser --ignore=tests/notebooks $(AT_ONCE))

test-notebooks: $(INSTALLED)  ## notebooks: their rules, their exercises solved, their outputs compared (nbval)
	$(call step,notebooks,$(BIN)/python -m pytest $(if $(TOPIC),--topic=$(TOPIC)) tests/notebooks $(AT_ONCE))
	$(call step,notebooks under nbval,$(BIN)/python -m pytest $(NBVAL) $(NOTEBOOK) -n $(WORKERS) --dist loadfile)

test-browser: $(INSTALLED)  ## every lecture in JupyterLab in headless Chromium
	$(call step,browser,$(BIN)/python -m pytest $(if $(TOPIC),--topic=$(TOPIC)) tests/browser -n $(WORKERS) --dist loadscope)

notebooks: $(INSTALLED)  ## run all notebooks and store their outputs
	@$(BIN)/python tools/run_notebooks.py --all

images: $(INSTALLED)  ## draw the pictures that the notebooks show
	@$(BIN)/python tools/draw_images.py

bench: $(INSTALLED)  ## measure the budgets and write the tables into BENCHMARKS.md
	@$(BIN)/python -m benchmarks

train: $(INSTALLED)  ## train all small networks again; make train NAME=recipe trains one
	@$(BIN)/python -m lecture_utils.training $(or $(NAME),--all)
	@$(BIN)/python -m tools.list_networks

# The environment's versions are taken over wherever every supported system and Python can have them; uv adds what other
# systems need. CUDA's own packages stay out: torch's CUDA build asks for its exact ones, and its CPU build for none.
lock: $(INSTALLED)  ## write the environment's versions into requirements.lock and environment.yml
	@scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; set -e; \
	$(BIN)/python -m venv "$$scratch/uv"; "$$scratch/uv/bin/pip" install --quiet uv; \
	$(BIN)/python -m pip list --format=freeze --exclude-editable | sed 's/+.*//' > "$$scratch/lock"; \
	"$$scratch/uv/bin/uv" pip compile --quiet --universal --python-version 3.11 --extra test \
	  --no-header --no-annotate pyproject.toml --output-file "$$scratch/lock"; \
	$(BIN)/python tools/write_lock.py "$$scratch/lock"

clean:  ## remove the environment and all caches
	@if [ -f "$(VENV)/pyvenv.cfg" ]; then rm -rf "$(VENV)"; fi
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist lecture_utils.egg-info
	@find lecture_utils tests tools benchmarks notebooks -name __pycache__ -prune -exec rm -rf {} +
	@find notebooks -name .ipynb_checkpoints -prune -exec rm -rf {}

# pip is used as this machine configures it. What is installed already and has the right version stays: so a CPU build of
# torch, installed first, is kept.
$(INSTALLED): pyproject.toml requirements.lock tools/make_environment.sh tools/set_up_jupyter.sh $(wildcard tools/jupyter/*.json)
	@sh tools/make_environment.sh "$(VENV)"
	@touch $@
