"""Comparing complexity: accuracy against operations, a dot for every ImageNet classifier of torchvision."""

from functools import cache

from matplotlib.axes import Axes

from lecture_utils.methods.classification import Classifier, imagenet_classifiers
from lecture_utils.pictures.number_format import number
from lecture_utils.pictures.scatter import Dot, draw_scatter
from lecture_utils.stage import Choice, Demo, Panel, Slider

TOP_1, TOP_5 = ACCURACIES = ["top-1", "top-5"]
ORIGINAL, BEST = WEIGHTS = ["as in the paper", "torchvision's best"]
ALL = "all"
LIMITS = {TOP_1: (53.0, 94.0), TOP_5: (77.5, 102.0)}
OPERATIONS = (0.03, 2500.0)  # billions of multiply–adds
EXTRA = "*"
"""Behind the names of networks that were trained on billions of other pictures first."""
AREA = 3.2  # square points for a million parameters
LANDMARKS = (
    "alexnet", "vgg16", "googlenet", "resnet18", "resnet50", "resnet152", "squeezenet1_0", "mobilenet_v2",
    "mobilenet_v3_small", "efficientnet_b0", "efficientnet_b7", "vit_b_16", "convnext_large", "swin_b", "densenet121",
    "vit_h_14", "regnet_y_128gf",
)  # fmt: skip
"""Named where all families are shown, the first ones before the others."""

ON_A_PAGE = (ALL, "AlexNet", "VGG", "ResNet", "MobileNet", "EfficientNet", "ViT", "ConvNeXt")
"""Families that a page without a kernel offers, with one set of weights: all of them would be 648 pictures."""


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
    """Return those that no network of fewer operations matches."""
    best: list[Classifier] = []
    for one in networks:
        if not best or accuracy_of(one, accuracy) > accuracy_of(best[-1], accuracy):
            best.append(one)
    return best


def draw_networks(axes: Axes, accuracy: str, weights: str, year: float, family: str) -> None:
    """Draw a dot for each network: operations across, accuracy up, parameters as its area."""
    strong = highlighted(weights, year, family)
    networks = [*(one for one in visible(weights, year) if one not in strong), *strong]
    best = [networks.index(one) for one in frontier(strong, accuracy)]
    if family == ALL:
        names = [one.model for one in networks]
        order = [names.index(model) for model in LANDMARKS if model in names]
    else:
        order = [*best[-1:], *best, *sorted(range(len(networks)), key=lambda index: -networks[index].top_1)]
    draw_scatter(
        axes,
        [_dot(one, accuracy, one in strong, family) for one in networks],
        "billions of multiply–adds for one picture",
        f"{accuracy} accuracy on ImageNet, %",
        x_limits=OPERATIONS,
        y_limits=LIMITS[accuracy],
        x_log=True,
        line=best,
        first=order,
        key=[(str(millions), area_of(millions * 1e6)) for millions in (5, 50, 150)],
        key_title="million parameters:",
    )


def _dot(one: Classifier, accuracy: str, strong: bool, family: str) -> Dot:
    name = one.model + (EXTRA if one.extra_data else "") if family != ALL or one.model in LANDMARKS else ""
    return Dot(*place_of(one, accuracy), name, area=area_of(one.parameters), faint=not strong)


def place_of(one: Classifier, accuracy: str) -> tuple[float, float]:
    """Return where a dot lies: billions of multiply–adds, and percent."""
    return one.multiply_adds / 1e9, accuracy_of(one, accuracy)


def area_of(parameters: float) -> float:
    """Return the area of a dot in square points."""
    return AREA * parameters / 1e6 + 6


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
    return f"{said}. The line joins the networks that no cheaper one matches.{extra}"


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
            Choice("family", [ALL, *families()], label="family", frozen_options=ON_A_PAGE),
            Slider("year", years, start=years[-1], label="until"),
            Choice("accuracy", ACCURACIES, label="accuracy"),
            Choice("weights", WEIGHTS, label="weights", frozen_options=WEIGHTS[:1]),
        ],
        panels=[[Panel("networks", draw_networks, size=(8.9, 4.05), alt="accuracy against multiply–adds")]],
        caption=caption,
        caption_lines=3,
    )
