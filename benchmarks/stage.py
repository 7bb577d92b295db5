"""How fast the demos answer, in JupyterLab in Chromium: every control of every demo, beside ``ipywidgets.interact``.

``python -m benchmarks.stage`` prints the tables; ``--only roi.roi_demo`` measures one demo.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np
from playwright.sync_api import TimeoutError

from lecture_utils.demos import all_demos
from lecture_utils.stage import Demo
from tools.lab import NotebookPage, browser, jupyter_lab, open_notebook
from tools.live import LiveDemo

ROOT = Path(__file__).resolve().parent.parent
KEYS = 16  # presses for each control
BASELINE_KEYS = 6
DRAGS = 5  # of a box; their median counts
INTERVAL = 1 / 3  # seconds between presses
STEPS, RERUNS = 1000, 25
BUDGET = {"median": 20, "p95": 120, "times faster": 10, "after drag": 150}  # milliseconds, but for the ratio

# Notes for each key press when the pixels that it led to were painted: in the frame after the change, when the browser
# has handed it on. Every frame, it also looks at the height of the demo and at a corner of each canvas.
WATCH = """selector => {
  const demo = document.querySelector(selector);
  const log = window.measured = { times: [], late: 0, pending: null, heights: new Set(), blank: 0, lastMove: 0, lastPaint: 0, paints: 0 };
  const afterPaint = act => requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = act; channel.port2.postMessage(0); });
  demo.addEventListener('keydown', event => { if (log.pending !== null) log.late++; log.pending = event.timeStamp; }, true);
  demo.addEventListener('pointermove', event => { log.lastMove = event.timeStamp; }, true);
  new MutationObserver(() => {
    const from = log.pending;
    log.pending = null;
    log.paints++;
    afterPaint(() => { log.lastPaint = performance.now(); if (from !== null) log.times.push(performance.now() - from); });
  }).observe(demo, { attributeFilter: ['data-painted'] });
  const look = () => {
    if (!demo.isConnected) return;
    log.heights.add(Math.round(demo.getBoundingClientRect().height));
    for (const canvas of demo.querySelectorAll('canvas')) if (canvas.getContext('2d').getImageData(0, 0, 1, 1).data[3] !== 255) log.blank++;
    requestAnimationFrame(look);
  };
  look();
}"""
WATCH_INTERACT = """() => {
  const area = [...document.querySelectorAll('.jp-OutputArea')].find(area => area.querySelector('.widget-interact'));
  const log = window.measured = { times: [], late: 0, pending: null };
  area.addEventListener('keydown', event => { if (log.pending !== null) log.late++; log.pending = event.timeStamp; }, true);
  let last = area.querySelector('img')?.src;
  const look = () => {
    const image = area.querySelector('img');
    if (image?.complete && image.naturalWidth && image.src !== last && log.pending !== null) {
      const from = log.pending;
      last = image.src;
      log.pending = null;
      const channel = new MessageChannel();
      channel.port1.onmessage = () => log.times.push(performance.now() - from);
      channel.port2.postMessage(0);
    }
    requestAnimationFrame(look);
  };
  look();
}"""
BASELINE = """
import matplotlib.pyplot as plt
from ipywidgets import interact, IntSlider
from lecture_utils.stage.drawing import draw_on
demo = all_demos()[{name!r}]()
states = {states!r}
def baseline(index):
    state = demo.clean(states[index])
    figure = plt.figure(figsize=(demo.width, sum(max(p.size[1] for p in row) for row in demo.rows)), dpi=100)
    strips = figure.subfigures(len(demo.rows), 1, squeeze=False)[:, 0]
    for strip, row in zip(strips, demo.rows):
        for place, panel in zip(strip.subfigures(1, len(row), squeeze=False)[0], row):
            draw_on(panel, demo._arguments(panel.keys, state), place)
    plt.show()
interact(baseline, index=IntSlider(min=0, max=len(states) - 1));
"""


def write(path: Path, *cells: str) -> None:
    """Write a notebook of code cells that can import the project."""
    first = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom lecture_utils.demos import all_demos"
    notebook = nbformat.v4.new_notebook()
    sources = (f"{first}\nfrom lecture_utils.stage import show", *cells)
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def press(notebook: NotebookPage, keys: list[str], count: int) -> dict[str, float]:
    """Press keys at a steady pace; returns the milliseconds to paint."""
    notebook.page.evaluate("() => { measured.times.length = 0; measured.late = 0; measured.pending = null; }")
    start, uneven = time.perf_counter(), random.Random(0)
    for number in range(count):
        notebook.page.keyboard.press(keys[number % len(keys)])
        # A key at the end of a range changes nothing and is no measurement.
        # The pace is a little uneven: 20 screen frames exactly would meet each frame at the same moment.
        time.sleep(max(start + (number + 1 + uneven.uniform(-0.05, 0.05)) * INTERVAL - time.perf_counter(), 0))
        notebook.page.evaluate(
            "() => { if (measured.pending !== null) { measured.pending = null; measured.still = (measured.still ?? 0) + 1; } }"
        )
    times = notebook.page.evaluate("measured.times")
    if not times:
        return {}
    ranked = sorted(times)
    return {
        "median": statistics.median(times),
        "p95": ranked[min(int(0.95 * len(ranked)), len(ranked) - 1)],
        "keys": len(times),
    }


def drag(demo: LiveDemo, number: int, seconds: float = 2.0) -> float:
    """Drag a box about for two seconds; returns the milliseconds from the last move to the picture of the last state.

    Each drag goes to places where the box has not been, so that no frame of the last state has been drawn already.
    """
    box = demo.root.locator(".lu-box .lu-outline").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse, towards = demo.notebook.page.mouse, (-1, 1)[number % 2]
    mouse.move(x, y)
    mouse.down()
    start = time.perf_counter()
    while (passed := (time.perf_counter() - start) / seconds) < 1:
        mouse.move(x + towards * 40 * passed, y + 6 * np.sin(9 * passed) + 2 * number * passed)
        time.sleep(0.012)
    mouse.up()
    time.sleep(1.0)
    return float(demo.notebook.page.evaluate("measured.lastPaint - measured.lastMove"))


def measure_demo(notebook: NotebookPage, name: str, demo_name: str) -> list[dict[str, object]]:
    """Measure every control of a demo that is shown in the notebook."""
    demo = LiveDemo(notebook, demo_name)
    demo.settle()
    notebook.page.evaluate(WATCH, demo.selector)
    rows: list[dict[str, object]] = []
    for control in demo.controls:
        demo.focus(control)
        time.sleep(1.0)  # the viewer looks before pressing
        row: dict[str, object] = {"demo": name, "control": f"{control.name} ({control.kind})"}
        row |= press(notebook, control.keys, KEYS)
        rows.append(row)
        if control.kind == "box":
            row["after drag"] = statistics.median(drag(demo, number) for number in range(DRAGS))
            resized: dict[str, object] = {"demo": name, "control": f"{control.name} (box, shift)"}
            rows.append(resized | press(notebook, [f"Shift+{key}" for key in control.keys], KEYS))
    facts = notebook.page.evaluate("({ heights: [...measured.heights], blank: measured.blank })")
    for row in rows:
        row |= {"heights": len(facts["heights"]), "blank": facts["blank"]}
    return rows


def baseline_states(demo: Demo) -> list[dict[str, object]]:
    """Return the states that ``interact`` goes through: those of the control that the arrow keys move."""
    control = next((c for c in demo.controls if c.kind == "step"), demo.controls[0])
    values = control.samples(control.limits(demo.start))
    return [demo.clean({**demo.start, control.name: value}) for value in values * 2][:12]


def measure_interact(notebook: NotebookPage) -> dict[str, float]:
    """Measure ``interact`` with the inline backend, one picture at a time."""
    notebook.page.locator(".widget-interact img").wait_for(timeout=60_000)
    notebook.page.evaluate(WATCH_INTERACT)
    notebook.page.locator(".widget-interact .noUi-handle").first.focus()
    times: list[float] = []
    for number in range(BASELINE_KEYS):
        notebook.page.keyboard.press("ArrowRight" if number % 8 < 4 else "ArrowLeft")
        with contextlib.suppress(TimeoutError):  # two neighbouring states may look the same
            notebook.page.wait_for_function(f"measured.times.length > {len(times)}", timeout=5_000)
        time.sleep(INTERVAL)
        times = notebook.page.evaluate("measured.times")
    return {"median": statistics.median(times), "p95": max(times)}


def kernel_megabytes(notebook: NotebookPage) -> float:
    """Return the kernel's resident memory."""
    return float(notebook.execute("import psutil, gc; gc.collect(); print(psutil.Process().memory_info().rss / 2**20)"))


def browser_megabytes(notebook: NotebookPage) -> float:
    """Return the page's memory in use, after a collection."""
    session = notebook.page.context.new_cdp_session(notebook.page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 2**20


def measure_memory(notebook: NotebookPage, demo: Demo) -> list[tuple[str, float, float]]:
    """Take the memory of kernel and browser before and after many steps and re-runs of the cell."""
    live = LiveDemo(notebook, demo.name)
    live.focus(next(control for control in live.controls if control.kind in ("step", "slider")))

    def walk(count: int) -> None:
        for number in range(count):
            notebook.page.keyboard.press("ArrowRight" if number // 5 % 2 == 0 else "ArrowLeft")

    walk(200)
    found = [("after 200 steps", kernel_megabytes(notebook), browser_megabytes(notebook))]
    walk(STEPS)
    found.append((f"after {STEPS} more steps", kernel_megabytes(notebook), browser_megabytes(notebook)))
    for number in range(RERUNS + 3):
        notebook.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = 1")
        notebook.page.evaluate("jupyterapp.commands.execute('notebook:run-cell')")
        notebook.wait_for_kernel()
        time.sleep(0.4)
        if number == 2:
            found.append(("after 3 re-runs", kernel_megabytes(notebook), browser_megabytes(notebook)))
    found.append((f"after {RERUNS} more re-runs", kernel_megabytes(notebook), browser_megabytes(notebook)))
    return found


def report(only: str | None = None) -> str:
    """Measure everything and return it as Markdown tables."""
    lines = [
        f"Key to paint at {1 / INTERVAL:.0f} steps a second, milliseconds, {KEYS} presses a row, so that p95 is the slowest; "
        "`interact` draws the same pictures with the inline backend. A box's keys hold each direction for some presses; "
        f"with shift they resize it. A drag takes two seconds; the median of {DRAGS}, each to a new place.",
        "",
        "| demo | control | median | p95 | `interact` median | times faster | picture after a drag |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    chosen = {name: make for name, make in all_demos().items() if only in (None, name) and make().controls}
    problems, factors, memory = [], [], ""
    with tempfile.TemporaryDirectory() as folder, jupyter_lab(Path(folder)) as address, browser() as started:
        for name, make in chosen.items():
            demo = make()
            write(Path(folder, "live.ipynb"), f"show(all_demos()[{name!r}]())")
            write(Path(folder, "interact.ipynb"), BASELINE.format(name=name, states=baseline_states(demo)))
            with open_notebook(started, address, "interact.ipynb") as notebook:
                notebook.run_all()
                slow = measure_interact(notebook)
            with open_notebook(started, address, "live.ipynb", height=1000) as notebook:
                notebook.run_all()
                rows = measure_demo(notebook, name, demo.name)
                if not memory and any(control.kind in ("step", "slider") for control in demo.controls):
                    memory = _memory_table(name, measure_memory(notebook, demo))
                problems += [f"{name}: {text}" for text in notebook.errors]
            for row in rows:
                lines.append(_line(row, slow))
                problems += _over_budget(row)
                factors += [slow["median"] / float(str(row["median"]))] if "median" in row else []
                print(lines[-1], file=sys.stderr, flush=True)
    needed, middle = BUDGET["times faster"], statistics.median(factors)
    if middle < needed:
        problems.append(f"{middle:.1f} times faster than interact")
    enough = sum(factor >= needed for factor in factors)
    lines += [
        "",
        f"In the middle {middle:.1f}× faster than `interact`, {needed}× or more in {enough} of {len(factors)} rows.",
    ]
    verdict = "Every budget is kept." if not problems else "Over budget: " + "; ".join(problems) + "."
    return "\n".join([*lines, "", verdict, "", memory])


def _line(row: dict[str, object], slow: dict[str, float]) -> str:
    if "median" not in row:
        return f"| {row['demo']} | {row['control']} | – | – | {slow['median']:.0f} | – | – |"
    after = f"{row['after drag']:.0f}" if "after drag" in row else ""
    faster = slow["median"] / float(str(row["median"]))
    return (
        f"| {row['demo']} | {row['control']} | {row['median']:.1f} | {row['p95']:.0f} | {slow['median']:.0f} "
        f"| {faster:.0f}× | {after} |"
    )


def _over_budget(row: dict[str, object]) -> list[str]:
    where = f"{row['demo']} {row['control']}"
    if "median" not in row:
        return [f"{where} no key changed the picture"]
    numbers = {key: float(str(row[key])) for key in ("median", "p95", "after drag") if key in row}
    over = [f"{where} {key} {value:.0f} ms" for key, value in numbers.items() if value > BUDGET[key]]
    if row["heights"] != 1:
        over.append(f"{where} {row['heights']} heights")
    if row["blank"]:
        over.append(f"{where} {row['blank']} blank frames")
    return over


def _memory_table(name: str, found: list[tuple[str, float, float]]) -> str:
    lines = [f"Memory of `{name}`, megabytes:", "", "| | kernel | browser |", "|---|---:|---:|"]
    return "\n".join([*lines, *(f"| {when} | {kernel:.0f} | {page:.1f} |" for when, kernel, page in found)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="topic.function of one demo")
    print(report(parser.parse_args().only))
