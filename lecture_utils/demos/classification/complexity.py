"""Comparing complexity: accuracy against operations, a dot for every ImageNet classifier of torchvision."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from lecture_utils.methods.classification import Classifier, imagenet_classifiers
from lecture_utils.pictures import Sheet, colour, panes, tint, write, write_point_names
from lecture_utils.pictures.axes_layout import lay_out, size_of
from lecture_utils.pictures.number_format import number
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.stage import Choice, Demo, Panel, Slider

TOP_1, TOP_5 = ACCURACIES = ["top-1", "top-5"]
ORIGINAL, BEST = WEIGHTS = ["as in the paper", "torchvision's best"]
ALL = "all"
LIMITS = {TOP_1: (53.0, 94.0), TOP_5: (77.5, 102.0)}
ROUND = (0.1, 1.0, 10.0, 100.0, 1000.0)
KEY = (4.3, 0.62)  # inches of the key of the areas
TICKS = {TOP_1: range(55, 91, 5), TOP_5: range(80, 101, 5)}
OPERATIONS = (0.03, 2500.0)  # billions of multiply–adds
EXTRA = "*"
"""Behind the names of networks that were trained on billions of other pictures first."""
AREA = 3.2  # square points for a million parameters
LANDMARKS = (
    "alexnet", "vgg16", "googlenet", "resnet18", "resnet50", "resnet152", "squeezenet1_0", "mobilenet_v2",
    "mobilenet_v3_small", "efficientnet_b0", "efficientnet_b7", "vit_b_16", "convnext_large", "swin_b", "densenet121",
    "vit_h_14", "regnet_y_128gf",
)  # fmt: skip
"""Named where all families are shown."""


@cache
def classifiers(weights: str) -> tuple[Classifier, ...]:
    """Return one set of weights for each network, the smallest network first."""
    chosen = [one for one in imagenet_classifiers() if (one.original if weights == ORIGINAL else one.default)]
    return tuple(sorted(chosen, key=lambda one: one.multiply_adds))


@cache
def families() -> list[str]:
    """Return the families in the order of their first papers."""
    years: dict[str, int] = {}
    for one in imagenet_classifiers():
        years[one.family] = min(one.year, years.get(one.family, one.year))
    return sorted(years, key=lambda family: (years[family], family))


def accuracy_of(one: Classifier, accuracy: str) -> float:
    """Return the accuracy in percent."""
    return 100 * (one.top_1 if accuracy == TOP_1 else one.top_5)


def visible(weights: str, year: float) -> list[Classifier]:
    """Return the networks whose paper is out by a year."""
    return [one for one in classifiers(weights) if one.year <= year]


def highlighted(weights: str, year: float, family: str) -> list[Classifier]:
    """Return the networks that are drawn strong."""
    return [one for one in visible(weights, year) if family in (ALL, one.family)]


def frontier(networks: list[Classifier], accuracy: str) -> list[Classifier]:
    """Return those that no network of fewer operations equals."""
    best: list[Classifier] = []
    for one in networks:
        if not best or accuracy_of(one, accuracy) > accuracy_of(best[-1], accuracy):
            best.append(one)
    return best


def draw_networks(figure: Sheet, accuracy: str, weights: str, year: float, family: str) -> None:
    """Draw a dot for each network: operations across, accuracy up, parameters as its area."""
    axes = panes(figure, margin=0.05)[0]
    _draw_axes(axes, accuracy)
    strong = highlighted(weights, year, family)
    pale = [one for one in visible(weights, year) if one not in strong]
    _draw_dots(axes, pale, accuracy, tint("muted", 0.6), tint("muted", 0.2))
    _draw_dots(axes, strong, accuracy, tint("prediction", 0.45), colour("prediction"))
    best = frontier(strong, accuracy)
    line = np.array([place_of(one, accuracy) for one in best]).reshape(-1, 2)
    axes.plot(line[:, 0], line[:, 1], color=colour("prediction"), linewidth=1.5)
    _write_names(axes, strong, best, accuracy, family)


def place_of(one: Classifier, accuracy: str) -> tuple[float, float]:
    """Return where a dot lies: billions of multiply–adds, and percent."""
    return one.multiply_adds / 1e9, accuracy_of(one, accuracy)


def area_of(parameters: float) -> float:
    """Return the area of a dot in square points."""
    return AREA * parameters / 1e6 + 6


def radius_of(parameters: float) -> float:
    """Return the radius of a dot in inches."""
    return float(np.sqrt(area_of(parameters) / np.pi)) / 72


def _draw_dots(axes: Axes, networks: list[Classifier], accuracy: str, fill: str, edge: str) -> None:
    places = np.array([place_of(one, accuracy) for one in networks]).reshape(-1, 2)
    areas = [area_of(one.parameters) for one in networks]
    axes.scatter(places[:, 0], places[:, 1], s=areas, c=fill, edgecolors=edge, linewidths=1.2, alpha=0.85)


def _draw_axes(axes: Axes, accuracy: str) -> None:
    """Draw lines at round numbers, and write what they count."""
    width, height = lay_out(axes, "", left=0.45, right=0.1, top=0.32, bottom=0.55)
    axes.set_xscale("log")
    axes.set(xlim=OPERATIONS, ylim=LIMITS[accuracy])
    (low, high), (bottom, top) = OPERATIONS, LIMITS[accuracy]
    lines: list[Any] = [[(low, percents), (high, percents)] for percents in TICKS[accuracy]]
    lines += [[(operations, bottom), (operations, top)] for operations in ROUND]
    add_lines(axes, np.array(lines), tint("muted", 0.75), 0.8, order=0.5)
    beside, below = axes.get_yaxis_transform(), axes.get_xaxis_transform()
    for percents in TICKS[accuracy]:
        write(axes, -0.1 / width, percents, number(percents), "small", "right", transform=beside)
    for operations in ROUND:
        write(axes, operations, -0.07 / height, number(operations), "small", up="top", transform=below)
    words, head = "billions of multiply–adds for one picture", f"{accuracy} accuracy on ImageNet, %"
    write(axes, 0.5, -0.3 / height, words, "label", up="top", transform=axes.transAxes)
    write(axes, -0.4 / width, 1 + 0.1 / height, head, "label", "left", "bottom", transform=axes.transAxes)
    _draw_key(axes, width, height)


def _draw_key(axes: Axes, width: float, height: float) -> None:
    """Draw what the areas stand for, in the lower right corner."""
    here, y = axes.transAxes, 0.3 / height
    write(axes, 1 - 2.75 / width, y, "million parameters:", "small", "right", transform=here)
    for millions, right in ((5, 2.6), (50, 1.95), (150, 1.1)):
        x, area = 1 - right / width, area_of(millions * 1e6)
        axes.scatter(x, y, s=area, c=tint("muted", 0.6), edgecolors=colour("muted"), transform=here)
        beside = x + (radius_of(millions * 1e6) + 0.05) / width
        write(axes, beside, y, str(millions), "small", "left", transform=here)


def _write_names(axes: Axes, strong: list[Classifier], best: list[Classifier], accuracy: str, family: str) -> None:
    """Write the names of landmarks, or of a family, the best one's and the cheapest one's first."""
    places = [place_of(one, accuracy) for one in strong]
    named = [one.model + (EXTRA if one.extra_data else "") for one in strong]
    names = [name if family != ALL or one.model in LANDMARKS else "" for one, name in zip(strong, named, strict=True)]
    radii = [radius_of(one.parameters) for one in strong]
    order = sorted(range(len(strong)), key=lambda index: (strong[index] not in best, -strong[index].top_1))
    if best and family != ALL:
        order = [strong.index(best[-1]), strong.index(best[0]), *order]
    key = (size_of(axes)[0] - KEY[0], 0.0, size_of(axes)[0], KEY[1])
    write_point_names(axes, places, names, radii, order, [key])


def caption(accuracy: str, weights: str, year: float, family: str) -> str:
    """Describe the smallest and the best network that are drawn strong."""
    strong = highlighted(weights, year, family)
    if not strong:
        return f"{family} came after {number(year)}. All {len(visible(weights, year))} networks until then are grey."
    best = max(strong, key=lambda one: accuracy_of(one, accuracy))
    chosen = [best] if best is strong[0] else [strong[0], best]
    said = "; ".join(
        f"{one.model} ({one.year}): {cost(one)}, {number(one.parameters / 1e6, 1)} million parameters, "
        f"{accuracy} {accuracy_of(one, accuracy):.1f}\N{NO-BREAK SPACE}%"
        for one in chosen
    )
    extra = f" {EXTRA} 3.6 billion other pictures first." if any(one.extra_data for one in strong) else ""
    return f"{said}. The line joins those that no cheaper one equals.{extra}"


def cost(one: Classifier) -> str:
    """Write a network's multiply–adds."""
    return f"{number(one.multiply_adds / 1e9)} billion multiply–adds"


def title(accuracy: str, weights: str, year: float, family: str) -> str:
    """Say what more operations brought to those that are drawn strong."""
    strong = highlighted(weights, year, family)
    if not strong:
        return f"There is no {family} until {number(year)}"
    who = f"{len(strong)} networks until {number(year)}" if family == ALL else family
    best = max(strong, key=lambda one: accuracy_of(one, accuracy))
    if len(strong) == 1:
        return f"{best.model}: {accuracy} {accuracy_of(best, accuracy):.1f} % for {cost(best)}"
    least = min(strong, key=lambda one: one.multiply_adds)
    more = best.multiply_adds / least.multiply_adds
    gain = accuracy_of(best, accuracy) - accuracy_of(least, accuracy)
    return f"{who}: {gain:.1f} points of {accuracy} for {more:,.0f} times the multiply–adds"


def complexity_demo() -> Demo:
    """Compare networks by what they cost: slide "Comparing Complexity"."""
    years = sorted({one.year for one in imagenet_classifiers()})
    return Demo(
        name="complexity",
        title=title,
        controls=[
            Choice("family", [ALL, *families()], label="family"),
            Slider("year", years, start=years[-1], label="until"),
            Choice("accuracy", ACCURACIES, label="accuracy"),
            Choice("weights", WEIGHTS, label="weights"),
        ],
        panels=[[Panel("networks", draw_networks, size=(8.9, 4.1), alt="accuracy against multiply–adds")]],
        caption=caption,
        caption_lines=3,
    )
