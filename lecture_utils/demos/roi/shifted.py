"""Many boxes moved by a few pixels: by how much the pooled features change."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes
from torch import Tensor
from torchvision.ops import roi_pool

from lecture_utils.demos.roi.photograph_map import HEIGHT, MAPS, TRAINED, WIDTH, PhotographMap, fit
from lecture_utils.methods.feature_map import STRIDE
from lecture_utils.methods.roi import change_when_shifted, roi_align
from lecture_utils.pictures import draw_curves
from lecture_utils.pictures.number_format import counted
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Choice, Demo, Panel, Slider

BOXES, BINS, POINTS = 256, 7, 2
SHIFTS = torch.arange(0.0, 17.0)
ROLES = {"RoI pooling": "filter", "RoI Align": "output"}


def random_boxes(count: int = BOXES, seed: int = 0) -> Tensor:
    """Draw boxes (K, 5) with whole-number corners and sides of 64 to 160 pixels, which stay inside when they move."""
    generator = torch.Generator().manual_seed(seed)
    size = torch.randint(64, 161, (count, 2), generator=generator)
    room = torch.tensor([WIDTH - int(SHIFTS[-1]), HEIGHT]) - size
    corner = (torch.rand(count, 2, generator=generator) * room).floor()
    return torch.cat([torch.zeros(count, 1), corner, corner + size], dim=1)


class Shifted:
    """The changes of both methods' outputs over many boxes, on the feature maps of one image."""

    def __init__(self, image: Tensor) -> None:
        self.maps = PhotographMap(fit(image)).maps
        self.changes = lru_cache(maxsize=None)(self._changes)

    def _changes(self, features: str) -> dict[str, Tensor]:
        """Return the changes in percent, (boxes, shifts), of each method."""
        cells = self.maps[features]
        pools = {
            "RoI pooling": lambda boxes: roi_pool(cells, boxes, BINS, 1 / STRIDE),
            "RoI Align": lambda boxes: roi_align(cells, boxes, BINS, 1 / STRIDE, POINTS, aligned=True),
        }
        return {name: 100 * change_when_shifted(pool, random_boxes(), SHIFTS) for name, pool in pools.items()}

    def draw_sorted(self, axes: Axes, features: str, shift: float) -> None:
        """Draw the change of each box, from the smallest to the largest."""
        changes = {name: values[:, int(shift)].sort().values for name, values in self.changes(features).items()}
        draw_curves(
            axes,
            torch.linspace(0, 100, BOXES),
            changes,
            x_label="boxes in %, least changed first",
            roles=ROLES,
            limits=(0, 100),
            title=f"change of each of {BOXES} boxes in %",
        )

    def draw_against_shift(self, axes: Axes, features: str, shift: float) -> None:
        """Draw mean and range of the change against the shift, and where the slider stands."""
        changes = self.changes(features)
        draw_curves(
            axes,
            SHIFTS,
            {name: values.mean(dim=0) for name, values in changes.items()},
            spread={name: middle(values) for name, values in changes.items()},
            x_label="pixels to the right",
            roles=ROLES,
            limits=(0, 100),
            title="mean change in %, and the middle 90 %",
            now=shift,
        )

    def summary(self, features: str, shift: float) -> dict[str, float]:
        """Return the figures that the caption says, in percent."""
        pooling, align = (values[:, int(shift)] for values in self.changes(features).values())
        changed = pooling[pooling > 0]
        return {
            "unchanged": 100 * float((pooling == 0).float().mean()),
            "jump": float(changed.median()) if len(changed) else 0.0,
            "largest": float(pooling.max()),
            "align": float(align.median()),
            "align_largest": float(align.max()),
        }

    def caption(self, features: str, shift: float) -> str:
        """Say for how many boxes RoI pooling's output stays the same, and how far the others jump."""
        found, moved = self.summary(features, shift), counted(shift, "pixel")
        return (
            f"Moved by {moved}. RoI pooling: {found['unchanged']:.0f} % of the boxes give exactly the "
            f"same output, the others change by {found['jump']:.0f} % (median), at most {found['largest']:.0f} %. "
            f"RoI Align: {found['align']:.1f} % (median), at most {found['align_largest']:.1f} %."
        )


def middle(values: Tensor) -> tuple[Tensor, Tensor]:
    """Return what 5 % and 95 % of the boxes stay below, for each shift."""
    return values.quantile(0.05, dim=0), values.quantile(0.95, dim=0)


def title(shift: float) -> str:
    """Say what each method does."""
    return f"Moved by {counted(shift, 'pixel')}, RoI pooling stays or jumps; RoI Align changes little by little"


def shift_demo(image: Tensor | None = None) -> Demo:
    """Move 256 boxes to the right and measure by how much their pooled features change.

    Parameters
    ----------
    image : Tensor, shape (3, H, W), optional
        Floats in [0, 1]; the photograph of a cat where left out. Scaled and cut to 240×320 pixels.

    Raises
    ------
    ValueError
        If it isn't a picture.
    """
    shifted = Shifted(photograph("chelsea").image if image is None else image)
    return Demo(
        name="roi_shift",
        title=title,
        controls=[
            Slider("shift", [int(shift) for shift in SHIFTS], start=1, label="pixels to the right"),
            Choice("features", MAPS, start=TRAINED, label="feature map"),
        ],
        panels=[
            [
                Panel("sorted", shifted.draw_sorted, size=(4.5, 3.0), alt="change of each box, sorted"),
                Panel("against", shifted.draw_against_shift, size=(4.5, 3.0), alt="change against the shift"),
            ]
        ],
        caption=shifted.caption,
        caption_lines=3,
    )
