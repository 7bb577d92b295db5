"""Whatever a student's function does, the notebook's process goes on and learns what happened."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch

from lecture_utils.exercises.checking.case import Case
from lecture_utils.exercises.checking.runner import run
from lecture_utils.exercises.checking.serialization import Other

CASES = [Case(torch.tensor([1.0, 2.0])), Case(torch.zeros(3))]
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
either = pytest.mark.parametrize(
    "isolation", [pytest.param("process", marks=needs_fork), "thread"], ids=["process", "thread"]
)


def outcomes(function, isolation="process", seconds=5.0, **keywords):
    keywords = {"memory": 2**29} | keywords
    return run(function, CASES, [["x"]] * 2, seconds=seconds, isolation=isolation, **keywords)


@either
def test_results_come_back_for_every_case(isolation):
    first, second = outcomes(lambda x: (x * 2, {"sum": x.sum().item(), "name": ["a", None]}), isolation)

    assert first.kind == second.kind == "returned"
    assert torch.equal(first.value[0], torch.tensor([2.0, 4.0]))
    assert first.value[1] == {"sum": 3.0, "name": ["a", None]}
    assert torch.equal(second.value[0], torch.zeros(3))


@either
def test_an_endless_loop_is_stopped_and_its_line_is_named(isolation):
    def loop(x):
        while True:
            pass

    first, second = outcomes(loop, isolation, seconds=0.3)

    assert first.kind == "time"
    assert "while True:" in first.line or "pass" in first.line
    assert second.kind == "not run"


@either
def test_a_loop_that_swallows_every_exception_is_left_behind(isolation):
    ends = time.monotonic() + 3  # so that the thread, which nobody can end, ends with the test session

    def stubborn(x):
        while time.monotonic() < ends:
            try:
                time.sleep(0.01)
            except BaseException:
                continue

    assert outcomes(stubborn, isolation, seconds=0.3)[0].kind == "time"


@needs_fork
def test_a_notebook_that_ignores_the_ends_of_its_processes_gets_its_results():
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert outcomes(lambda x: x)[0].kind == "returned"
        assert outcomes(lambda x: os._exit(0))[0].kind == "ended"
    finally:
        signal.signal(signal.SIGCHLD, before)


@needs_fork
def test_a_function_that_ignores_the_alarm_is_killed():
    def deaf(x):
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        while True:
            time.sleep(1)

    assert [outcome.kind for outcome in outcomes(deaf, seconds=0.2)] == ["time", "not run"]


@either
def test_an_exception_is_told_with_the_line_in_the_students_code(isolation):
    def inner(x):
        return x[5]

    def raising(x):
        return inner(x) + torch.nn.functional.relu(x)

    outcome = outcomes(raising, isolation)[0]

    assert (outcome.kind, outcome.error_type) == ("raised", "IndexError")
    assert "out of bounds" in outcome.error
    assert outcome.line.endswith(": return x[5]")


@either
def test_an_exception_inside_a_library_is_told_with_the_line_that_called_it(isolation):
    def raising(x):
        return torch.nn.functional.conv2d(x, x)

    assert outcomes(raising, isolation)[0].line.endswith(": return torch.nn.functional.conv2d(x, x)")


@either
def test_an_exception_whose_text_raises_is_survived(isolation):
    class Nasty(Exception):
        def __str__(self):
            raise RuntimeError

    def raising(x):
        raise Nasty

    outcome = outcomes(raising, isolation)[0]
    assert (outcome.kind, outcome.error_type, outcome.error) == ("raised", "Nasty", "")


@either
@pytest.mark.parametrize("leave", [sys.exit, lambda: exit(), lambda: quit()])
def test_exit_is_told_as_an_exception(leave, isolation):
    assert [(o.kind, o.error_type) for o in outcomes(lambda x: leave(), isolation)] == [("raised", "SystemExit")] * 2


@either
def test_endless_recursion_is_told_as_an_exception(isolation):
    def again(x):
        return again(x)

    assert outcomes(again, isolation)[0].error_type == "RecursionError"


@needs_fork
@pytest.mark.parametrize(
    "end",
    [
        lambda: os._exit(0),
        lambda: os.kill(os.getpid(), signal.SIGKILL),
        lambda: os.killpg(0, signal.SIGKILL),
        lambda: os.abort(),
    ],
    ids=["_exit", "kill", "killpg", "abort"],
)
def test_a_function_that_ends_its_process_is_told_so(end):
    assert [outcome.kind for outcome in outcomes(lambda x: end())] == ["ended", "not run"]


@needs_fork
def test_a_crash_is_told_with_its_kind():
    def crash(x):
        os.kill(os.getpid(), signal.SIGSEGV)

    assert outcomes(crash)[0].error == "segmentation fault"


@needs_fork
@pytest.mark.parametrize("grow", [lambda kept: kept.append(torch.ones(10**7)), lambda kept: kept.append("x" * 10**7)])
def test_runaway_allocation_is_stopped_in_the_process(grow):
    def greedy(x):
        kept = []
        while True:
            grow(kept)

    assert outcomes(greedy, memory=2**28)[0].kind == "memory"


@needs_fork
def test_runaway_allocation_is_stopped_where_the_system_does_not_limit_it(monkeypatch):
    monkeypatch.setattr("lecture_utils.exercises.checking.worker_process._address_space", lambda: 0)

    def greedy(x):
        kept = []
        while True:
            kept.append(torch.ones(10**6))
            time.sleep(0.002)

    assert outcomes(greedy, memory=2**27)[0].kind == "memory"


def test_runaway_allocation_is_stopped_in_the_thread():
    def greedy(x):
        kept = []
        while True:
            kept.append(np.ones(10**6))
            time.sleep(0.001)

    assert outcomes(greedy, "thread", memory=2**27)[0].kind == "memory"


@either
def test_inputs_changed_in_place_are_named_and_the_cases_stay(isolation):
    def careless(x):
        x += 1
        return x

    assert [outcome.changed for outcome in outcomes(careless, isolation)] == [("x",), ("x",)]
    assert torch.equal(CASES[0].positional[0], torch.tensor([1.0, 2.0]))


@either
def test_megabytes_of_prints_are_shortened(isolation, capfd):
    def talkative(x):
        for _ in range(20_000):
            print("a" * 100)
        print("b", file=sys.stderr)
        return x

    outcome = outcomes(talkative, isolation)[0]

    assert outcome.kind == "returned"
    assert outcome.printed.startswith("a" * 100 + "\n")
    assert outcome.printed.endswith("more characters)")
    assert len(outcome.printed) < 500
    assert capfd.readouterr() == ("", "")


@needs_fork
def test_what_a_subprocess_prints_does_not_reach_the_notebook(capfd):
    outcomes(lambda x: os.system("echo loud; echo louder >&2"))

    assert capfd.readouterr() == ("", "")


@either
def test_a_generator_comes_back_as_its_type(isolation):
    def generating(x):
        yield x

    assert outcomes(generating, isolation)[0].value == Other("generator")


@either
@pytest.mark.parametrize("huge", [lambda: torch.zeros(2**26), lambda: list(range(10**6))], ids=["tensor", "list"])
def test_a_huge_result_is_refused(huge, isolation):
    assert outcomes(lambda x: huge(), isolation)[0].kind == "too large"


@either
def test_a_result_that_contains_itself_is_refused(isolation):
    def looped(x):
        result = []
        result.append(result)
        return result

    assert outcomes(looped, isolation)[0].kind == "too large"


@either
def test_no_code_of_a_returned_object_runs_here(isolation, tmp_path):
    mark = tmp_path / "mark"

    class Evil:
        def __reduce__(self):
            return Path.touch, (mark,)

    assert outcomes(lambda x: [Evil()], isolation)[0].value == [Other("Evil")]
    assert not mark.exists()


@needs_fork
def test_a_function_that_closes_every_file_is_told_as_ended():
    def closing(x):
        os.closerange(0, 4096)
        return x

    assert outcomes(closing)[0].kind == "ended"


@needs_fork
def test_garbage_in_the_pipe_is_survived():
    def garbling(x):
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, b"\x00" * 7 + b"\x05hello" + b"\xff" * 100)
            except OSError:
                continue
        return x

    assert outcomes(garbling)[0].kind == "ended"


@needs_fork
def test_processes_left_behind_are_ended(tmp_path):
    note = tmp_path / "pid"

    def leaving(x):
        left = subprocess.Popen(["sleep", "60"])
        note.write_text(str(left.pid))
        if os.fork() == 0:
            time.sleep(60)  # holds the pipe open
        return x

    assert [outcome.kind for outcome in outcomes(leaving)] == ["returned", "returned"]
    assert has_ended(int(note.read_text()))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system doesn't say whose orphans are")
@pytest.mark.parametrize("end", ["return", "exit", "loop"])
def test_processes_left_in_a_session_of_their_own_are_ended(tmp_path, end):
    note = tmp_path / "pids"

    def leaving(x):
        left = subprocess.Popen(["sleep", "60"], start_new_session=True)
        if os.fork() == 0:  # a daemon: its parent ends, and it leads a session
            os.setsid()
            if os.fork() == 0:
                note.write_text(f"{left.pid} {os.getpid()}")
                time.sleep(60)
            os._exit(0)
        while not note.exists():
            time.sleep(0.01)
        if end == "exit":
            os._exit(0)
        while end == "loop":
            pass
        return x

    outcomes(leaving, seconds=1.0)

    assert all(has_ended(int(pid)) for pid in note.read_text().split())


@needs_fork
def test_a_process_of_the_notebook_outlives_a_check():
    own = subprocess.Popen(["sleep", "60"])
    apart = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        outcomes(lambda x: x)
        assert own.poll() is None
        assert apart.poll() is None
    finally:
        for process in (own, apart):
            process.kill()
            process.wait()


def test_a_thread_puts_back_what_belongs_to_the_process():
    torch.manual_seed(5)
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    random_numbers = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    before = torch.get_default_dtype(), os.getcwd(), dict(os.environ), str(torch.tensor(1 / 3)), sys.path[:]

    def meddling(x):
        torch.set_default_dtype(torch.float64)
        torch.set_printoptions(precision=1)
        torch.set_grad_enabled(False)
        os.chdir("/")
        os.environ["MEDDLED"] = "1"
        os.environ.pop("PATH", None)
        sys.path.insert(0, "/nowhere")
        torch.manual_seed(1), random.seed(1), np.random.seed(1)  # noqa: NPY002
        while True:
            pass

    assert outcomes(meddling, "thread", seconds=0.3)[0].kind == "time"
    assert before == (torch.get_default_dtype(), os.getcwd(), dict(os.environ), str(torch.tensor(1 / 3)), sys.path)
    assert torch.is_grad_enabled()
    assert torch.equal(random_numbers[0], torch.get_rng_state())
    assert random_numbers[1] == random.getstate()
    assert random_numbers[2] == np.random.get_state()[1].tolist()  # noqa: NPY002


@needs_fork
def test_a_process_that_dies_while_its_child_holds_the_pipe_is_told_as_ended():
    def orphaning(x):
        if os.fork() == 0:
            time.sleep(60)
        os._exit(1)

    assert outcomes(orphaning)[0].kind == "ended"


@needs_fork
def test_threads_left_behind_do_not_hold_up_the_result():
    def leaving(x):
        threading.Thread(target=time.sleep, args=(60,)).start()
        return x

    assert outcomes(leaving)[0].kind == "returned"


@needs_fork
def test_nothing_that_the_function_changes_reaches_this_process(monkeypatch):
    environment, directory, threads = dict(os.environ), os.getcwd(), torch.get_num_threads()

    def meddling(x):
        os.environ["MEDDLED"] = "1"
        os.chdir("/")
        torch.manual_seed(123)
        torch.Tensor.__add__ = lambda a, b: None
        CASES.clear()
        return x

    state = torch.get_rng_state()
    assert outcomes(meddling)[0].kind == "returned"
    assert (dict(os.environ), os.getcwd(), torch.get_num_threads()) == (environment, directory, threads)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.ones(1) + torch.ones(1) == 2
    assert len(CASES) == 2


@either
def test_input_asks_nobody(isolation):
    outcome = outcomes(lambda x: input("number? "), isolation)[0]

    assert (outcome.kind, outcome.error_type) == ("raised", "EOFError")


@either
def test_random_numbers_are_the_same_in_every_run_and_stay_untouched_here(isolation):
    state = torch.get_rng_state()

    first, again = (outcomes(lambda x: torch.rand(3), isolation)[0].value for _ in range(2))

    assert torch.equal(first, again)
    assert torch.equal(torch.get_rng_state(), state)


@either
def test_gradients_come_back_where_asked_for(isolation):
    outcome = outcomes(lambda x: x * x, isolation, gradient=True)[0]

    weights = torch.cos(torch.arange(2, dtype=torch.float64)).float()
    torch.testing.assert_close(outcome.gradients["x"], 2 * CASES[0].positional[0] * weights)


@needs_fork
def test_gradients_are_computed_after_this_process_has_computed_some():
    parameter = torch.ones(3, requires_grad=True)
    (parameter * 2).sum().backward()

    assert outcomes(lambda x: x * x, gradient=True)[0].gradients is not None


@needs_fork
def test_an_interrupt_of_the_notebook_ends_the_child(tmp_path):
    note = tmp_path / "pid"

    def loop(x):
        note.write_text(str(os.getpid()))
        while True:
            pass

    def interrupt():
        while not (note.exists() and note.read_text()):
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    usual = signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts behind itself ignores it
    try:
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            outcomes(loop, seconds=30.0)
    finally:
        signal.signal(signal.SIGINT, usual)

    assert has_ended(int(note.read_text()))


@needs_fork
def test_no_file_descriptor_and_no_process_is_left_over():
    def left_over():
        descriptors = Path("/proc/self/fd")
        return len(list(descriptors.iterdir())) if descriptors.exists() else 0, psutil.Process().children()

    outcomes(lambda x: x)
    before = left_over()

    for _ in range(5):
        outcomes(lambda x: x)

    assert left_over() == before


@needs_fork
def test_where_a_forked_child_cannot_compute_the_thread_takes_over(monkeypatch):
    monkeypatch.setattr("lecture_utils.exercises.checking.worker_process._warm_up", lambda: os.abort())

    assert torch.equal(outcomes(lambda x: x + 1, isolation="")[0].value, torch.tensor([2.0, 3.0]))


def test_without_fork_the_thread_takes_over(monkeypatch):
    monkeypatch.delattr(os, "fork", raising=False)

    assert torch.equal(outcomes(lambda x: x + 1, isolation="")[0].value, torch.tensor([2.0, 3.0]))


def test_an_unknown_isolation_is_refused():
    with pytest.raises(ValueError, match="isolation must be 'process', 'thread', 'none' or ''; got 'jail'"):
        outcomes(lambda x: x, isolation="jail")


def has_ended(pid: int) -> bool:
    """Whether a process ends within ten seconds; a zombie, whose parent is gone, counts as ended."""
    for _ in range(1000):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.01)
    return False
