"""The viewer's own picture in the demos: of any shape, and refused with a sentence where it isn't one."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from lecture_utils.demos.classification import photograph_demo
from lecture_utils.demos.roi import pyramid_demo, roi_demo, shift_demo
from lecture_utils.demos.roi.photograph_map import fit
from lecture_utils.scenes.lecture_scenes import own_scene
from lecture_utils.training.pretrained import middle_square
from tests.scenes.wrong_pictures import GOOD, WRONG

ENTRIES: dict[str, Callable[[Any], object]] = {
    "photograph_demo": photograph_demo,
    "roi_demo": roi_demo,
    "pyramid_demo": pyramid_demo,
    "shift_demo": shift_demo,
    "own_scene": own_scene,
    "middle_square": middle_square,
}


@pytest.mark.parametrize("name", ENTRIES)
@pytest.mark.parametrize("kind", ["bytes", "floats to 255", "from −1", "not-a-number", "infinite", "grey"])
def test_every_entry_refuses_what_is_no_picture(name: str, kind: str):
    with pytest.raises(ValueError, match=r"(image|images|picture): expected .*, got .*; this converts it: "):
        ENTRIES[name](WRONG[kind][0])


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_takes_a_picture(name: str):
    ENTRIES[name](GOOD)


@pytest.mark.parametrize("shape", [(1, 1024), (1024, 1), (2, 1000), (1, 1), (7, 20_000)])
def test_extreme_shapes_are_cut_before_they_are_scaled(shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch):
    sizes = []
    scale = torch.nn.functional.interpolate

    def watched(input: Tensor, size: tuple[int, int], **options: Any) -> Tensor:
        sizes.append((input.numel(), 3 * size[0] * size[1]))
        return scale(input, size, **options)

    monkeypatch.setattr("lecture_utils.demos.roi.photograph_map.interpolate", watched)
    picture = torch.rand(3, *shape)

    assert fit(picture).shape == (3, 240, 320)

    # Twice what is seen along both axes, and the rounding of a source pixel that fills the whole height or width.
    assert max(sizes[0]) <= 3 * (2 * 240 + 320) * (2 * 320 + 240)


@pytest.mark.parametrize("demo", [roi_demo, pyramid_demo, shift_demo, photograph_demo])
@pytest.mark.parametrize("shape", [(1, 1024), (1024, 1)])
def test_every_panel_of_an_extreme_shape_is_drawn(demo: Callable[[Tensor], Any], shape: tuple[int, int]):
    shown = demo(torch.rand(3, *shape))
    tracemalloc.start()
    shown.frame()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 100e6
