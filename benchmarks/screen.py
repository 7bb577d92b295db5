"""What no demo can beat: a bare page that paints ready pictures in the key's own event, without a kernel or JupyterLab.

``python -m benchmarks.screen`` prints its times beside the goal for the demos, ten times faster than ``interact``.
"""

from __future__ import annotations

from types import SimpleNamespace

from benchmarks.stage import BUDGET, INTERVAL, WATCH, press
from tools.lab import browser

KEYS = 60
PAGE = """
<div id="bare" tabindex="0"><canvas width="1000" height="500"></canvas></div>
<script>
const demo = document.getElementById("bare"), context = demo.querySelector("canvas").getContext("2d");
async function colour(fill) {
  const canvas = new OffscreenCanvas(1000, 500), brush = canvas.getContext("2d");
  brush.fillStyle = fill;
  brush.fillRect(0, 0, 1000, 500);
  return createImageBitmap(canvas);
}
Promise.all([colour("#204060"), colour("#e0a040")]).then(pictures => {
  let painted = 0;
  demo.addEventListener("keydown", () => {
    context.drawImage(pictures[painted % 2], 0, 0);
    demo.dataset.painted = ++painted;
  });
  demo.focus();
  demo.dataset.ready = "yes";
});
</script>
"""


def report() -> str:
    """Measure the bare page and return it as Markdown."""
    with browser() as started:
        page = started.new_page()
        page.set_content(PAGE)
        page.locator("#bare[data-ready]").wait_for()
        page.evaluate(WATCH, "#bare")
        page.evaluate("measured.blank = 0")
        times = press(SimpleNamespace(page=page), ["ArrowRight"], KEYS)  # type: ignore[arg-type]
    median, p95 = times["median"], times["p95"]
    return (
        f"A bare page that only paints a ready picture takes {median:.1f} ms from key to paint in the middle and "
        f"{p95:.0f} at p95, over {KEYS} presses at {1 / INTERVAL:.0f} a second: a key waits for the screen's next "
        f"frame. Where `interact` takes less than {BUDGET['times faster'] * median:.0f} ms, nothing can be "
        f"{BUDGET['times faster']} times faster."
    )


if __name__ == "__main__":
    print(report())
