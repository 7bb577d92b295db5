"""Checks inside a real Jupyter kernel, with its event loop, threads and sockets."""

import os

import pytest
from jupyter_client.manager import start_new_kernel

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a watched thread can't survive the end of its kernel")

PREPARE = """
import os, sys, threading, time, torch
from tests.exercises.sample import check

def attention_weights(scores): return torch.softmax(scores, 1)
check(attention_weights)
"""


class Kernel:
    def __init__(self, client):
        self.client = client

    def run(self, code: str) -> str:
        """Everything that a cell shows: streams, the result's text, an exception's name."""
        shown = []

        def keep(message):
            content = message["content"]
            shown.append(content.get("text") or content.get("ename") or content.get("data", {}).get("text/plain", ""))

        self.client.execute_interactive(code, timeout=60, output_hook=keep, allow_stdin=False)
        return "".join(shown)

    def check(self, body: str) -> str:
        return self.run(f"def attention_weights(scores):\n    {body}\ncheck(attention_weights)")


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3", cwd=os.getcwd())
    kernel = Kernel(client)
    assert "all 3 cases are right" in kernel.run(PREPARE)
    yield kernel
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("...", "○ `attention_weights`: not attempted yet."),
        ("return torch.softmax(scores, 1)", "✓ `attention_weights`: all 3 cases are right, gradients too."),
        ("exit()", "The function calls `exit()`; it should `return` its result.\n  In line 2: `exit()`."),
        ("quit()", "The function calls `exit()`"),
        ("sys.exit(1)", "The function calls `exit()`"),
        ("os._exit(1)", "The function ended the Python process"),
        ("os.kill(os.getpid(), 9)", "The function ended the Python process"),
        ("os.closerange(0, 10000)", "The function ended the Python process"),
        ("return input('?')", "EOFError: nobody answers input() while an exercise is checked"),
        ("while True: pass", "no result in time"),
        ("return scores[9]", "IndexError is raised in case 1 of 3.\n  IndexError: index 9"),
        ("threading.Thread(target=time.sleep, args=(60,)).start(); return scores.softmax(1)", "cases are right"),
        ("display('shown'); print('said'); return scores.softmax(1)", "printed: said"),
        ("import ipywidgets; ipywidgets.IntSlider(); return scores.softmax(1)", "cases are right"),
        ("get_ipython().run_cell('1 + 1'); return scores.softmax(1)", "cases are right"),
        ("os.system('echo loud'); return scores.softmax(1)", "cases are right"),
    ],
)
def test_the_mistake_is_told_and_the_kernel_lives_on(kernel, body, told):
    shown = kernel.check(body)

    assert told in shown
    assert "shown" not in shown.replace("shown(", "")
    assert "loud" not in shown
    assert kernel.run("print('alive')") == "alive\n"


def test_the_event_loop_goes_on_afterwards(kernel):
    kernel.check("exit()")

    assert kernel.run("import asyncio; await asyncio.sleep(0.01); print('awake')") == "awake\n"


def test_exit_still_belongs_to_the_notebook_afterwards(kernel):
    kernel.check("exit()")

    assert kernel.run("print(type(exit).__name__.endswith('Autocall'), input.__name__)") == "True raw_input\n"


def test_the_same_cell_shows_the_same_twice(kernel):
    body = "return scores.softmax(0)"

    assert kernel.check(body) == kernel.check(body)


def test_a_helper_in_another_cell_is_the_students_own_code(kernel):
    kernel.run("def helper(scores):\n    return scores[9]")

    assert "In line 2: `return scores[9]`." in kernel.check("return helper(scores)")


def test_an_interrupt_stops_the_check_and_not_the_kernel(kernel):
    kernel.run("def attention_weights(scores):\n    while True: pass")
    kernel.run("import signal; threading.Timer(0.3, lambda: signal.raise_signal(signal.SIGINT)).start()")

    shown = kernel.run("while True: check(attention_weights)")

    assert shown == "KeyboardInterrupt"
    assert kernel.run("print('alive')") == "alive\n"


def test_a_number_question_shows_a_page_and_a_field_without_random_names(kernel):
    ask = "from tests.exercises.sample import ask; ask('places')"

    assert kernel.run(ask) == "How many places? (a number of cells)"
    assert kernel.run(ask) == kernel.run(ask)
