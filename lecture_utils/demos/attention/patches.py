"""Attention over a photograph: one patch looks at all patches."""

from functools import lru_cache

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.methods.attention import (
    FEATURES,
    attend_over_patches,
    cut_into_patches,
    patch_features,
    patches_that_hold,
)
from lecture_utils.methods.feature_map import STRIDE
from lecture_utils.pictures import Sheet, axes_at, draw_boxes, draw_heatmap, draw_image, say
from lecture_utils.pictures.number_format import percent
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Choice, Demo, Panel, PickCell, Slider

TEMPERATURES = [0.1, 0.25, 0.5, 1, 2]
LARGE = (4.0, 3.1)  # inches of the photograph's panels


def patches_demo(photo: str = "chelsea", start: tuple[int, int] = (7, 10)) -> Demo:
    """Pick a patch of a photograph and see where it looks.

    Parameters
    ----------
    photo : str
        Name of a photograph.
    start : (int, int)
        Row and column of the patch that is picked first.
    """
    shown = photograph(photo)
    patches = cut_into_patches(shown.image)  # (rows, columns, 3, 16, 16)
    rows, columns = patches.shape[:2]
    image = shown.image[:, : rows * STRIDE, : columns * STRIDE]
    grey = image.mean(dim=0)

    described = {kind: patch_features(shown.image, kind) for kind in FEATURES}

    @lru_cache(maxsize=64)
    def attention(patch: tuple[int, int], features: str, temperature: float) -> tuple[Tensor, Tensor]:
        return attend_over_patches(described[features], patches, patch, temperature)

    def box(patch: tuple[int, int]) -> list[list[int]]:
        (row, column), room = patch, STRIDE // 3  # the box stands around the patch and leaves it to be seen
        low, high = -room, STRIDE + room
        return [[column * STRIDE + low, row * STRIDE + low, column * STRIDE + high, row * STRIDE + high]]

    def draw_query(axes: Axes) -> None:
        draw_image(axes, image, title="the query: one patch")

    def draw_weights(axes: Axes, patch: tuple[int, int], features: str, temperature: float) -> None:
        _, weights = attention(patch, features, temperature)
        draw_heatmap(axes, weights, grey, limits=(0, float(weights.max())), title="A (row): where it looks")
        draw_boxes(axes, box(patch), "step")

    def draw_output(figure: Sheet, patch: tuple[int, int], features: str, temperature: float) -> None:
        mix, _ = attention(patch, features, temperature)
        for top, pixels, name, role in ((0.1, patches[patch], "patch", "ink"), (1.55, mix, "Y (row)", "output")):
            draw_image(axes_at(figure, 0.08, top + 0.22, 0.75, 0.75), pixels)
            say(figure, 0.08, top + 0.08, name, role, "small", bold=True)
        say(figure, 0.08, 2.65, "the mix", size="small")

    def caption(patch: tuple[int, int], features: str, temperature: float) -> str:
        count = patches_that_hold(attention(patch, features, temperature)[1])
        return (
            f"Half of the weight lies on {count} of {rows * columns} patches. Queries and keys hold {features}: "
            f"{described[features].shape[2]} features made by hand, not trained. {shown.credit_line}"
        )

    def title(patch: tuple[int, int], features: str, temperature: float) -> str:
        share = patches_that_hold(attention(patch, features, temperature)[1]) / (rows * columns)
        return f"The patch takes half of its output from {percent(share)} of the picture"

    return Demo(
        name=f"attention_patches_{photo}",
        title=title,
        controls=[
            PickCell("patch", panel="query", shape=(rows, columns), start=start, label="patch", frozen_every=6),
            Choice("features", list(FEATURES), label="features"),
            Slider("temperature", TEMPERATURES, start=0.25, label="temperature"),
        ],
        panels=[
            [
                Panel("query", draw_query, size=LARGE, alt="the photograph with the patch"),
                Panel("weights", draw_weights, size=LARGE, alt="where the patch looks"),
                Panel("output", draw_output, size=(0.95, LARGE[1]), alt="the patch and what it takes"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )
