"""The demos of lecture 05 show the numbers that torchvision computes."""

import json
import math
import re
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
import torchvision.ops
from matplotlib.figure import Figure

from lecture_utils.demos.roi import gradient_demo, pyramid_demo, roi_demo, shift_demo, small_box_demo
from lecture_utils.demos.roi.gradients import gradient
from lecture_utils.demos.roi.map_drawing import align_edges, align_points, pool_bins
from lecture_utils.demos.roi.on_small_numbers import ALIGN, METHODS, POOLING, PYRAMID
from lecture_utils.demos.roi.photograph_map import (
    HAND_BUILT,
    MAPS,
    NETWORK_CHANNELS,
    TRAINED,
    UNTRAINED,
    PhotographMap,
    fit,
)
from lecture_utils.demos.roi.shifted import Shifted, random_boxes
from lecture_utils.methods.roi import roi_align_steps, roi_pool_steps, snap_to_cells
from lecture_utils.scenes.photographs import photograph
from lecture_utils.scenes.roi import SCALE, small_box, small_map
from lecture_utils.stage import Demo
from lecture_utils.training.checkpoint import load_network, record

BOXES = [(71, 42, 215, 172), (0, 0, 16, 16), (13, 27, 290, 230), (0, 0, 320, 240), (300, 220, 320, 240)]


@pytest.fixture(scope="module")
def demo() -> Demo:
    return roi_demo()


@pytest.fixture(scope="module")
def features() -> PhotographMap:
    return PhotographMap(fit(photograph("chelsea").image))


def cells(figure: Figure, matrix: str = "") -> dict[tuple[int, int], float]:
    """Read the numbers in the cells of a matrix: (row, column) → number, row by row."""
    labelled = [axes for axes in figure.axes if axes.get_label() == matrix]
    texts = [text for text in (labelled or figure.axes)[0].texts if re.fullmatch(r"-?[\d.]+", text.get_text())]
    places = {text.get_position(): text.get_text() for text in texts}
    return {(int(y), int(x)): float(places[x, y]) for y, x in sorted((y, x) for x, y in places) if min(x, y) > 0}


def with_image(box: tuple[float, ...]) -> torch.Tensor:
    return torch.tensor([[0.0, *box]])


# --- the box on the photograph


@pytest.mark.parametrize("channel", ["green", "spots", *NETWORK_CHANNELS])
@pytest.mark.parametrize("box", BOXES)
def test_both_outputs_show_torchvisions_numbers(demo: Demo, features: PhotographMap, box, channel: str) -> None:
    maps, number = features.map_of(channel), features.number_of(channel)
    pooled = torchvision.ops.roi_pool(maps, with_image(box), 3, 1 / 16)[0, number]
    aligned = torchvision.ops.roi_align(maps, with_image(box), 3, 1 / 16, 2, True)[0, number]
    for panel, expected in (("pooled", pooled), ("aligned", aligned)):
        shown = cells(demo.panel_figure(panel, box=box, channel=channel, step=3))
        assert list(shown.values()) == pytest.approx(expected.flatten().tolist(), abs=0.5001)


def test_the_outputs_stay_empty_until_the_last_step(demo: Demo) -> None:
    for step in range(3):
        assert not any(cells(demo.panel_figure("pooled", step=step)))
        assert not any(cells(demo.panel_figure("aligned", step=step)))


@pytest.mark.parametrize("bin", [(0, 0), (1, 2), (2, 2)])
@pytest.mark.parametrize("box", BOXES[:4])
def test_the_caption_of_a_bin_writes_both_numbers_out(demo: Demo, features: PhotographMap, box, bin) -> None:
    channel = "spots"
    number = features.number_of(channel)
    pooled = torchvision.ops.roi_pool(features.map_of(channel), with_image(box), 3, 1 / 16)[0, number][bin]
    aligned = torchvision.ops.roi_align(features.map_of(channel), with_image(box), 3, 1 / 16, 2, True)[0, number][bin]
    caption = demo.text("caption", box=box, channel=channel, step=3, bin=bin)
    if pooled == 0:
        assert "outside the map" in caption
    else:
        value, row, column = re.search(r"is ([\d.]+), in row (\d+), column (\d+)", caption).groups()
        assert float(value) == pytest.approx(float(pooled), abs=0.051)
        assert features.values(channel)[int(row), int(column)] == pooled
    terms, mean = re.search(r"\(([\d.+ ]+)\) / 4 = ([\d.]+)\.", caption).groups()
    assert float(mean) == pytest.approx(float(aligned), abs=0.051)
    assert sum(map(float, terms.split("+"))) / 4 == pytest.approx(float(aligned), abs=0.11)


def test_a_maximum_from_outside_the_box_is_called_so(demo: Demo) -> None:
    # The region is snapped to row 11, which begins at 11 · 16 = 176 pixels; the box ends at 172.
    assert "in row 11, column 10, outside the box" in demo.text("caption", step=3, bin=(2, 2))
    assert "outside the box" not in demo.text("caption", step=3, bin=(1, 1))


def test_the_captions_of_the_first_steps_are_the_methods_steps(demo: Demo) -> None:
    box = (71, 42, 215, 172)
    assert "(71, 42, 215, 172) pixels · 1/16 = (4.44, 2.62, 13.44, 10.75)" in demo.text("caption", box=box, step=0)
    assert "columns 4 to 13, rows 3 to 11" in demo.text("caption", box=box, step=1)
    assert "10 columns / 3 = 3.33 outwards, to columns 4–7, 7–10, 10–13" in demo.text("caption", box=box, step=2)


@pytest.mark.parametrize("box", BOXES[:4])
def test_the_change_after_one_pixel_is_measured_on_all_channels(demo: Demo, features: PhotographMap, box) -> None:
    maps, moved = features.maps[HAND_BUILT], (box[0] + 1, box[1], box[2] + 1, box[3])
    for panel, method, more in (
        ("pooled", torchvision.ops.roi_pool, ()),
        ("aligned", torchvision.ops.roi_align, (2, True)),
    ):
        before, after = (method(maps, with_image(corners), 3, 1 / 16, *more) for corners in (box, moved))
        expected = 100 * ((after - before).norm() / before.norm()).item()
        assert shown_change(demo, panel, box=box) == pytest.approx(expected, abs=0.051)


def test_the_start_of_the_demo_is_a_pixel_that_roi_pooling_notices(demo: Demo) -> None:
    assert shown_change(demo, "pooled") > 10 * shown_change(demo, "aligned")


def shown_change(demo: Demo, panel: str, **state: object) -> float:
    words = [text.get_text() for text in demo.panel_figure(panel, **state).axes[0].texts]
    [change] = [float(found[1]) for word in words if (found := re.fullmatch(r"([\d.]+) % change", word))]
    return change


def test_the_output_size_may_be_that_of_the_papers() -> None:
    large = roi_demo(output_size=7)
    assert large.panel_frame("pooled").size == (450, 175)
    assert "/ 7 =" in large.text("caption", step=2)


def test_the_viewers_own_picture_may_have_any_shape() -> None:
    for shape in ((3, 20, 900), (3, 700, 30), (3, 240, 320), (3, 16, 16)):
        fitted = fit(torch.rand(shape))
        assert fitted.shape == (3, 240, 320)
        assert roi_demo(fitted).frame().size[0] == 900


# --- what is drawn on the map


def test_bins_and_points_are_drawn_where_the_methods_have_them() -> None:
    pooled = roi_pool_steps(small_map(), small_box(), 2, SCALE)
    [aligned] = roi_align_steps(small_map(), small_box(), 2, SCALE, 2, aligned=True)
    assert pool_bins(pooled, inset=0) == [(2, 1, 5, 4), (5, 1, 8, 4), (2, 3, 5, 6), (5, 3, 8, 6)]
    # Cell i is drawn from i to i + 1, its value stands in the middle: what sampling calls 1.25 is drawn at 1.75.
    assert [edges.tolist() for edges in align_edges(aligned)] == [[1.75, 4.25, 6.75], [1.25, 3.25, 5.25]]
    assert align_points(aligned, 0).tolist() == [[2.375, 1.75], [3.625, 1.75], [2.375, 2.75], [3.625, 2.75]]
    assert len(align_points(aligned)) == 16


# --- small numbers


def test_the_small_outputs_are_torchvisions() -> None:
    small = small_box_demo()
    pooled = torchvision.ops.roi_pool(small_map(), small_box(), 2, SCALE).flatten().tolist()
    aligned = torchvision.ops.roi_align(small_map(), small_box(), 2, SCALE, 2, True).flatten().tolist()
    window = small_map()[:, :, 2:6, 2:7]
    pyramid = torch.cat([F.adaptive_max_pool2d(window, level).flatten() for level in (2, 1)]).tolist()
    for method, expected in ((POOLING, pooled), (ALIGN, aligned), (PYRAMID, pyramid)):
        for step in range(3 + len(expected)):
            shown = list(cells(small.panel_figure("matrices", method=method, step=step), "output").values())
            assert shown == pytest.approx(expected[: max(step - 2, 0)], abs=0.0051)
            if step >= 3:
                caption = small.text("caption", method=method, step=step)
                said = re.search(r"(?:largest is|/ 4 =) (\d+(?:\.\d+)?)", caption)[1]
                assert float(said) == pytest.approx(expected[step - 3], abs=0.0051)


def test_the_mixing_of_four_cells_adds_up_as_written() -> None:
    caption = small_box_demo().text("caption", method=ALIGN, step=3)
    rows = re.findall(r"([\d.]+)·\(([\d.]+)·([\d.]+) \+ ([\d.]+)·([\d.]+)\)", caption)
    value = sum(float(w) * (float(u) * float(a) + float(v) * float(b)) for w, u, a, v, b in rows)
    assert len(rows) == 2
    assert value == 2.84375
    assert f"= {value:.2f}." in caption


# --- gradients


@pytest.mark.parametrize("step", range(5))
@pytest.mark.parametrize("method", METHODS)
def test_the_gradients_shown_are_those_of_torchvision(method: str, step: int) -> None:
    features = small_map().requires_grad_()
    run = {
        POOLING: lambda: torchvision.ops.roi_pool(features, small_box(), 2, SCALE),
        ALIGN: lambda: torchvision.ops.roi_align(features, small_box(), 2, SCALE, 2, True),
        PYRAMID: lambda: torch.cat([F.adaptive_max_pool2d(features[:, :, 2:6, 2:7], n).flatten() for n in (2, 1)]),
    }[method]
    outputs = run().flatten()
    (expected,) = torch.autograd.grad(outputs.sum() if step == 0 else outputs[step - 1], features)
    torch.testing.assert_close(gradient(method, step), expected[0, 0])
    panel = {POOLING: "pooling", ALIGN: "align", PYRAMID: "pyramid"}[method]
    shown = cells(gradient_demo().panel_figure(panel, step=step), "gradient")
    assert list(shown) == [tuple(place) for place in expected[0, 0].nonzero().tolist()]
    assert list(shown.values()) == pytest.approx(expected[expected != 0].tolist(), abs=0.0051)


# --- many boxes


@pytest.mark.parametrize("name", MAPS)
def test_the_headline_holds_on_every_map(name: str) -> None:
    found = Shifted(photograph("chelsea").image).summary(name, 1)
    assert 80 < found["unchanged"] < 95  # 1 − (15/16)² = 12 % notice
    assert 8 < found["jump"] / found["align"] < 12  # as the notebook says
    assert found["align_largest"] < found["jump"]


@pytest.mark.parametrize("name", [UNTRAINED, TRAINED])
def test_the_changes_are_those_of_torchvision(features: PhotographMap, name: str) -> None:
    maps, boxes = features.maps[name], random_boxes()
    moved = boxes + 5 * torch.tensor([0, 1, 0, 1, 0])
    changes = Shifted(photograph("chelsea").image).changes(name)
    for method, run in (
        ("RoI pooling", lambda b: torchvision.ops.roi_pool(maps, b, 7, 1 / 16)),
        ("RoI Align", lambda b: torchvision.ops.roi_align(maps, b, 7, 1 / 16, 2, True)),
    ):
        before, after = run(boxes).flatten(1), run(moved).flatten(1)
        expected = 100 * (after - before).norm(dim=1) / before.norm(dim=1)
        torch.testing.assert_close(changes[method][:, 5], expected, atol=1e-3, rtol=1e-3)


def test_the_boxes_stay_inside_the_image_wherever_they_move() -> None:
    boxes = random_boxes()
    assert boxes[:, 1:].min() >= 0
    assert (boxes[:, 3] + 16).max() <= 320
    assert boxes[:, 4].max() <= 240
    assert torch.equal(boxes, boxes.round())


def test_the_caption_says_what_is_measured() -> None:
    demo = shift_demo()
    found = Shifted(photograph("chelsea").image).summary(HAND_BUILT, 1)
    caption = demo.text("caption", features=HAND_BUILT, shift=1)
    assert f"{found['unchanged']:.0f} % of the boxes" in caption
    assert f"{found['align']:.1f} % (median)" in caption
    assert "0.0 %" in demo.text("caption", features=HAND_BUILT, shift=0)


# --- the pyramid


@pytest.mark.parametrize("box", BOXES)
def test_the_vector_is_the_pooled_window_level_by_level(features: PhotographMap, box) -> None:
    pyramid, channel = pyramid_demo(), "falling edges"
    x1, y1, x2, y2 = (side / 16 for side in box)
    columns = slice(max(math.floor(x1) + 1, 0), math.ceil(x2))  # strictly inside: floor + 1 to ceil − 1
    rows = slice(max(math.floor(y1) + 1, 0), math.ceil(y2))
    window = features.values(channel)[None, rows, columns]
    if not window.numel():
        window = features.values(channel)[None, int((y1 + y2) / 2), int((x1 + x2) / 2)].view(1, 1, 1)
    expected = torch.cat([F.adaptive_max_pool2d(window, level).flatten() for level in (4, 2, 1)])
    shown = cells(pyramid.panel_figure("vector", box=box, channel=channel, level=2))
    assert list(shown.values()) == pytest.approx(expected.tolist(), abs=0.5001)
    for level, numbers in enumerate(expected.split([16, 4, 1])):
        shown = cells(pyramid.panel_figure("grid", box=box, channel=channel, level=level))
        assert list(shown.values()) == pytest.approx(numbers.tolist(), abs=0.5001)


def test_the_trained_map_is_the_shared_backbones_map_of_stride_16(features: PhotographMap) -> None:
    backbone = load_network("backbone").backbone
    assert backbone.strides["stage3"] == 16
    with torch.no_grad():
        expected = backbone(features.image[None])["stage3"][0]
    shown = features.maps[TRAINED][0]
    assert shown.shape == (96, 15, 20)
    torch.testing.assert_close(shown * expected.amax(dim=(1, 2), keepdim=True), 100 * expected, rtol=1e-4, atol=1e-3)


def test_the_notebook_says_how_far_features_change_on_the_trained_map_and_on_the_hand_built_one() -> None:
    shifted, said = Shifted(photograph("chelsea").image), prose_of_the_notebook()
    trained, built = (shifted.summary(name, 1) for name in (TRAINED, HAND_BUILT))
    assert f"half of the jumps are larger than {trained['jump']:.0f} %" in said
    assert f"RoI Align changes by {trained['align']:.1f} %" in said
    assert f"(hand-built map: {built['jump']:.0f} % and {built['align']:.1f} %)" in said
    untrained = shifted.summary(UNTRAINED, 1)
    assert trained["jump"] > untrained["jump"] > built["jump"]  # "on the trained map both change most"
    assert trained["align"] > untrained["align"] > built["align"]
    assert "8 to 12 times" in said


def test_neighbouring_cells_of_the_trained_map_differ_most(features: PhotographMap) -> None:
    """Hold the notebook's reason: relative distance of one cell's features to those of the next column."""
    differ = {
        name: float((cells[..., 1:] - cells[..., :-1]).norm() / cells[..., 1:].norm())
        for name, cells in features.maps.items()
    }
    assert differ[TRAINED] > max(differ[UNTRAINED], differ[HAND_BUILT])


def prose_of_the_notebook() -> str:
    notebook = json.loads((Path(__file__).parents[2] / "notebooks" / "05_roi.ipynb").read_text(encoding="utf-8"))
    cells_of_text = ("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return " ".join("\n".join(cells_of_text).split())


def test_the_notebook_says_what_its_detectors_reach_and_how_far_rounding_moves_a_side() -> None:
    prose = prose_of_the_notebook()
    pooled, aligned = (record(recipe).figures for recipe in ("faster_rcnn", "faster_rcnn_roi_align"))
    assert f"AP50 is {pooled['AP50']:.3f}, with RoI Align {aligned['AP50']:.3f}" in prose
    assert f"rises from {pooled['AP75']:.3f} to {aligned['AP75']:.3f}" in prose
    sides = torch.linspace(0, 320, 5121)  # pixels, in steps of 1/16
    snapped = snap_to_cells((sides / 16)[:, None].expand(-1, 4))
    moved, last = 16 * snapped[:, 0] - sides, 16 * (snapped[:, 2] + 1) - sides
    assert moved.abs().max() == 8
    assert "moves a coordinate by up to 8" in prose
    assert last.max() == 24
    assert last.min() == pytest.approx(8, abs=0.07)
    assert "the region ends 8 to 24 pixels to the right of the box" in prose
