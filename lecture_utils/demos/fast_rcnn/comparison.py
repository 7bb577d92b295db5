"""The slide's comparison: R-CNN, SPP-net and Fast R-CNN, in training and in use, ours beside the papers'."""

from matplotlib.axes import Axes

from lecture_utils.demos.fast_rcnn.times import PAPERS, TITLES, times_record
from lecture_utils.methods.detector_times import DetectorTimes
from lecture_utils.pictures import draw_bars
from lecture_utils.stage import Choice, Demo, Panel, Step, Toggle

COMPARED = ("rcnn", "spp", "fast")
TRAINING, TEST = WHATS = ("training", "test")
NAMES = [TITLES[name] for name in COMPARED]


def milliseconds(name: str, what: str, proposals: bool) -> float:
    """Return our milliseconds for an image."""
    times = times_record().times[name]
    if what == TRAINING:
        return 1000 * (times.training_with_proposals if proposals else times.training)
    return 1000 * (times.test_with_proposals if proposals else times.test)


def reported(name: str, what: str, proposals: bool) -> float:
    """Return the papers' hours of training, which leave out proposals, or seconds for an image."""
    found = PAPERS[name]
    if what == TRAINING:
        assert found.training is not None
        return found.training
    return found.test_with_proposals if proposals else found.test


def ratio(of: float, to: float) -> str:
    """Write how many times as long something takes."""
    return f"{of / to:.1f}" if of / to < 100 else f"{of / to:.0f}"


def draw_ours(axes: Axes, what: str, proposals: bool, step: int) -> None:
    """Draw our three bars, the current one strong."""
    values = [milliseconds(name, what, proposals) for name in COMPARED]
    draw_bars(axes, NAMES, values, _roles(step), title="ours: milliseconds for an image", decimals=0)


def draw_papers(axes: Axes, what: str, proposals: bool, step: int) -> None:
    """Draw the papers' three bars."""
    values = [reported(name, what, proposals) for name in COMPARED]
    unit = "hours of training" if what == TRAINING else "seconds for an image"
    draw_bars(axes, NAMES, values, _roles(step), title=f"the papers: {unit}", decimals=2 if what == TEST else 1)


def draw_parts(axes: Axes, what: str, proposals: bool, step: int) -> None:
    """Draw what the current bar is made of."""
    times = times_record().times[COMPARED[step]]
    parts = parts_of(times, what, proposals)
    draw_bars(
        axes,
        list(parts),
        [1000 * value for value in parts.values()],
        ["muted" if name == "proposals" else "step" for name in parts],
        title=f"{NAMES[step]}: what takes the time",
        decimals=0,
    )


def parts_of(times: DetectorTimes, what: str, proposals: bool) -> dict[str, float]:
    """Take a time apart, in seconds."""
    outside = {"proposals": times.proposals} if proposals else {}
    if what == TEST:
        return {**outside, "network and NMS": times.test}
    parts = {
        f"{times.visits} visits, back and forth": times.visits * times.visit,
        "features, kept once": times.once,
        "SVMs, regressions": times.fitting,
    }
    return outside | {name: seconds for name, seconds in parts.items() if seconds}


def title(what: str, proposals: bool, step: int) -> str:
    """Say how many times as long as Fast R-CNN the current one takes, here and there."""
    name = COMPARED[step]
    if name == "fast":
        share = times_record().times["fast"]
        if what == TEST and proposals:
            return f"Proposals take {share.proposals / share.test_with_proposals:.0%} of Fast R-CNN's time"
        ours = ratio(milliseconds("rcnn", what, proposals), milliseconds("fast", what, proposals))
        theirs = ratio(reported("rcnn", what, proposals), reported("fast", what, proposals))
        return f"Fast R-CNN is {ours} times as fast as R-CNN here, {theirs} times in the papers"
    ours = ratio(milliseconds(name, what, proposals), milliseconds("fast", what, proposals))
    theirs = ratio(reported(name, what, proposals), reported("fast", what, proposals))
    return f"{NAMES[step]} takes {ours} times as long as Fast R-CNN here, {theirs} times in the papers"


def caption(what: str, proposals: bool, step: int) -> str:
    """Add up the current bar."""
    parts = parts_of(times_record().times[COMPARED[step]], what, proposals)
    terms = " + ".join(f"{1000 * value:.0f}" for value in parts.values())
    total = milliseconds(COMPARED[step], what, proposals)
    summed = f"{NAMES[step]}: {terms} = {total:.0f} ms." if len(parts) > 1 else f"{NAMES[step]}: {total:.0f} ms."
    where = f"Medians of {times_record().scenes} scenes, one thread, one backbone, one map."
    note = " The papers' hours of training have no proposals in them." if what == TRAINING and proposals else ""
    return f"{summed} {where}{note}"


def _roles(step: int) -> list[str]:
    return ["step" if place == step else "muted" for place in range(len(COMPARED))]


def comparison_demo() -> Demo:
    """Compare training and test, with proposals and without."""
    return Demo(
        name="fast_rcnn_comparison",
        title=title,
        controls=[
            Choice("what", WHATS, start=TEST, label="time of"),
            Toggle("proposals", start=True, label="with the time for proposals"),
            Step("step", len(COMPARED), label="detector", names=NAMES),
        ],
        panels=[
            [
                Panel("ours", draw_ours, size=(4.4, 1.9), alt="our times as bars"),
                Panel("papers", draw_papers, size=(4.4, 1.9), alt="the papers' times as bars"),
            ],
            [Panel("parts", draw_parts, size=(8.8, 2.1), alt="what the current time is made of")],
        ],
        caption=caption,
        caption_lines=2,
    )
