import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import PolyCollection

from lecture_utils.pictures import Volume, draw_volumes
from tests.pictures.drawing import assert_readable, letters_of, new_axes, pixels_of

ALEXNET = [(3, 224, 224), (96, 55, 55), (256, 27, 27), (256, 13, 13), (9216,), (4096,), (1000,)]
LENGTHS = st.one_of(st.integers(1, 8), st.integers(1, 1024))
SHAPES = st.lists(LENGTHS, min_size=1, max_size=4).map(tuple)


def blocks_of(axes: object) -> list[np.ndarray]:
    """Return the extents (x0, y0, x1, y1) of the blocks, without the arrows."""
    blocks = [part for part in axes.collections if isinstance(part, PolyCollection) and len(part.get_paths()) == 3]
    corners = [np.concatenate([path.vertices for path in block.get_paths()]) for block in blocks]
    return [np.concatenate([corner.min(axis=0), corner.max(axis=0)]) for corner in corners]


@given(st.lists(SHAPES, min_size=1, max_size=6), st.sampled_from(["", "fc", "conv 3×3"]), st.sampled_from([100, 150]))
@settings(max_examples=25, deadline=None)
def test_nothing_overlaps_or_is_cut_off_whatever_the_shapes(shapes: list, arrow: str, dots: int) -> None:
    axes = new_axes(9, 4, dots)
    volumes = [Volume(shape, f"layer {index}") for index, shape in enumerate(shapes)]
    draw_volumes(axes, volumes, "Shapes change from layer to layer", [arrow] * (len(volumes) - 1))
    assert_readable(axes.figure)
    blocks = blocks_of(axes)
    assert len(blocks) == len(volumes)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    for index, (x0, y0, x1, y1) in enumerate(blocks):
        assert left <= x0 < x1 <= right + 1e-6
        assert bottom <= y0 < y1 <= top + 1e-6
        for a0, b0, a1, b1 in blocks[index + 1 :]:
            assert x1 <= a0 or a1 <= x0 or y1 <= b0 or b1 <= y0


def test_every_shape_and_name_is_printed_as_it_is() -> None:
    axes = new_axes(9, 3)
    draw_volumes(axes, [Volume(shape, f"layer {index}") for index, shape in enumerate(ALEXNET)])
    written = {text.replace("\n", "") for text in letters_of(axes)}
    assert {"×".join(map(str, shape)) for shape in ALEXNET} <= written
    assert {f"layer {index}" for index in range(7)} <= written


def test_a_larger_map_is_drawn_larger_and_more_channels_thicker() -> None:
    axes = new_axes(9, 3)
    draw_volumes(axes, [Volume((64, 56, 56)), Volume((64, 28, 28)), Volume((256, 28, 28))])
    large, small, thick = blocks_of(axes)
    assert large[3] - large[1] == pytest.approx(np.sqrt(2) * (small[3] - small[1]))
    assert thick[3] - thick[1] == pytest.approx(small[3] - small[1])
    assert thick[2] - thick[0] > small[2] - small[0]


def test_what_is_too_wide_for_a_row_goes_on_in_the_next() -> None:
    axes = new_axes(4.2, 3.3)
    draw_volumes(axes, [Volume(shape, f"layer {index}") for index, shape in enumerate(ALEXNET)])
    assert_readable(axes.figure)
    middles = sorted({round(float(y0 + y1) / 2, 3) for _, y0, _, y1 in blocks_of(axes)})
    assert len(middles) == 2
    assert [round(float(y0 + y1) / 2, 3) for _, y0, _, y1 in blocks_of(axes)] == [middles[1]] * 4 + [middles[0]] * 3


def test_the_same_volumes_give_the_same_pixels() -> None:
    first, second = new_axes(6, 2.5), new_axes(6, 2.5)
    for axes in (first, second):
        draw_volumes(axes, [Volume((3, 32, 32), "image", "input"), Volume((10,), "scores", "output")], arrows=["CNN"])
    assert np.array_equal(pixels_of(first), pixels_of(second))


@pytest.mark.parametrize("shape", [(), (0, 3), (1, 2, 3, 4, 5), (-1,)])
def test_what_is_no_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="shape must be 1 to 4 positive numbers"):
        Volume(shape)


def test_wrong_input_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="volumes must have at least one Volume, got none"):
        draw_volumes(new_axes(), [])
    with pytest.raises(ValueError, match="arrows must be 1 texts, got 2"):
        draw_volumes(new_axes(), [Volume((1,)), Volume((2,))], arrows=["a", "b"])
    with pytest.raises(ValueError, match="role must be one of"):
        Volume((1,), role="inpt")
    with pytest.raises(ValueError, match=r"axes must be at least \d.\d inches high for \d+ row"):
        draw_volumes(new_axes(2, 1), [Volume((3, 224, 224), "image")] * 8)
    with pytest.raises(ValueError, match=r"axes must be at least \d.\d inches wide"):
        draw_volumes(new_axes(0.8, 3), [Volume((3, 224, 224), "a very long name")] * 2)
