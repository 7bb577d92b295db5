"""A real JupyterLab in a real browser, for the browser tests, the benchmark and the screenshots."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

TOKEN = "lecture"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Return the path of the system's Chromium.

    Raises
    ------
    FileNotFoundError
        If there is none; the message says how to get it.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise FileNotFoundError("no Chromium found: install it, on Debian with `apt-get install chromium`")


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Start a headless Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield started
        started.close()


@contextlib.contextmanager
def jupyter_lab(folder: Path) -> Iterator[str]:
    """Serve ``folder`` with JupyterLab, with no settings of the user's; yields its address."""
    with tempfile.TemporaryDirectory(prefix="lab-") as home:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [
            *[sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--expose-app-in-browser"],
            *[f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"],
            *[f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={TOKEN}"],
            "--LabApp.extension_manager=readonly",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]
        own = {
            name: f"{home}/{name.lower()}" for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        }
        environment = {
            **os.environ,
            **own,
            "JUPYTERLAB_SETTINGS_DIR": f"{home}/settings",
            "IPYTHONDIR": f"{home}/ipython",
        }
        environment["JUPYTERLAB_WORKSPACES_DIR"] = f"{home}/workspaces"
        quiet = Path(home, "settings", "@jupyterlab", "apputils-extension", "notification.jupyterlab-settings")
        quiet.parent.mkdir(parents=True)
        quiet.write_text('{"fetchNews": "false", "checkForUpdates": false}')
        with open(f"{home}/log", "w+b") as log:
            server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
            try:
                address = f"http://127.0.0.1:{port}"
                _wait_for(f"{address}/api/status?token={TOKEN}", server, Path(f"{home}/log"))
                yield address
            finally:
                os.killpg(server.pid, signal.SIGTERM)
                server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-3000:]}")


class NotebookPage:
    """A notebook that is open in the browser."""

    def __init__(self, page: Page, address: str, notebook: str) -> None:
        self.page, self.name = page, notebook
        self.errors: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        # `reset` leaves out what an earlier session had open.
        page.goto(f"{address}/lab/tree/{notebook}?token={TOKEN}&reset", wait_until="domcontentloaded")
        page.wait_for_function("window.jupyterapp !== undefined", timeout=90_000)
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90_000)

    def command(self, name: str, arguments: dict[str, object] | None = None) -> None:
        """Run one of JupyterLab's commands."""
        self.page.evaluate(f"jupyterapp.commands.execute({json.dumps(name)}, {json.dumps(arguments or {})})")

    def wait_for_kernel(self) -> None:
        """Wait until the kernel is there and has nothing to do."""
        self.page.wait_for_function(
            "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", timeout=120_000
        )

    def run_all(self) -> None:
        """Run all cells and wait until the last is done.

        Raises
        ------
        RuntimeError
            If a cell fails.
        """
        self.wait_for_kernel()
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(
            """() => jupyterapp.shell.currentWidget.content.widgets.every(cell => cell.model.type !== 'code'
                   || !cell.model.sharedModel.getSource().trim() || cell.model.executionCount)
                   || document.querySelector('[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]')""",
            timeout=180_000,
        )
        self.wait_for_kernel()
        errors = self.page.evaluate(
            """() => jupyterapp.shell.currentWidget.model.sharedModel.cells.flatMap(cell => (cell.toJSON().outputs ?? [])
                   .filter(output => output.output_type === 'error').map(output => output.ename + ': ' + output.evalue))"""
        )
        if errors:
            raise RuntimeError(f"cells failed: {errors}")

    def restart_kernel(self) -> None:
        """Restart the kernel without a question."""
        self.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self.wait_for_kernel()

    def shut_down_kernel(self) -> None:
        """End the kernel of the notebook."""
        self.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")

    def execute(self, code: str) -> str:
        """Run code in the notebook's kernel, in no cell, and return what it printed."""
        return self.page.evaluate(
            """async code => {
                 const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                 const future = kernel.requestExecute({ code });
                 let printed = '';
                 future.onIOPub = message => { printed += message.content.text ?? message.content.evalue ?? ''; };
                 await future.done;
                 return printed;
               }""",
            code,
        )

    def scroll_to_cell(self, index: int) -> None:
        """Bring a cell on screen; JupyterLab draws only those that are near."""
        self.page.evaluate(
            "i => { const book = jupyterapp.shell.currentWidget.content; book.activeCellIndex = i; return book.scrollToItem(i, 'start'); }",
            index,
        )

    def demos(self) -> list[str]:
        """Name the demos that are live in the page, from the top."""
        return self.page.evaluate("[...document.querySelectorAll('.lu-demo')].map(demo => demo.dataset.demo)")


@contextlib.contextmanager
def open_notebook(
    started: Browser, address: str, notebook: str, width: int = 1440, height: int = 900
) -> Iterator[NotebookPage]:
    """Open a notebook in a fresh browser context of the given size."""
    context = started.new_context(viewport={"width": width, "height": height})
    try:
        yield NotebookPage(context.new_page(), address, notebook)
    finally:
        context.close()
