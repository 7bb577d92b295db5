"""One thread, in whatever order a notebook imports; another number where somebody chose it."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("imports", ["import lecture_utils, torch", "import torch, lecture_utils"])
@pytest.mark.parametrize(("chosen", "threads"), [(None, "1"), ("2", "2")])
def test_torch_has_one_thread_unless_another_number_is_chosen(imports: str, chosen: str | None, threads: str):
    own = {"OMP_NUM_THREADS", "MKL_NUM_THREADS"}
    environment = {name: value for name, value in os.environ.items() if name not in own}
    if chosen:
        environment["OMP_NUM_THREADS"] = chosen
    command = [sys.executable, "-c", f"{imports}; print(torch.get_num_threads())"]

    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert shown.strip() == threads
