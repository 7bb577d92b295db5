import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from lecture_utils.pictures import draw_boxes, draw_cells, draw_grid, draw_image, draw_points, draw_rectangles
from lecture_utils.pictures.images import to_pixels
from lecture_utils.pictures.theme import colour
from lecture_utils.scenes.photographs import photograph
from tests.pictures.drawing import assert_readable, letters_of, new_axes, pixel_at, pixels_of, rgb

CHEQUERED = np.indices((6, 8)).sum(axis=0) % 2  # (6, 8)


def test_every_layout_of_an_image_gives_the_same_pixels() -> None:
    image = torch.rand(3, 5, 7, generator=torch.Generator().manual_seed(0))
    expected = (image.permute(1, 2, 0).numpy() * 255 + 0.5).astype(np.uint8)
    assert np.array_equal(to_pixels(image), expected)
    assert np.array_equal(to_pixels(image.permute(1, 2, 0).numpy()), expected)
    assert np.array_equal(to_pixels(expected), expected)
    assert np.array_equal(to_pixels(image[:1])[..., 1], expected[..., 0])
    assert np.array_equal(to_pixels(image[0])[..., 2], expected[..., 0])


def test_values_outside_are_clipped_and_dimming_goes_to_paper() -> None:
    assert to_pixels(np.array([[-1.0, 0.5, 2.0, np.nan]]))[0, :, 0].tolist() == [0, 128, 255, 0]
    assert to_pixels(np.array([[0.0, 1.0]]), dim=0.5)[0, :, 0].tolist() == [128, 255]
    assert to_pixels(np.array([[0.3]]), dim=1.0)[0, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize("side", ["tall", "wide", "square"])
def test_a_pixel_covers_its_unit_square(side: str) -> None:
    image = np.zeros({"tall": (9, 4), "wide": (4, 9), "square": (5, 5)}[side])
    image[3, 2] = 1
    axes = new_axes()
    draw_image(axes, image, "One pixel is white")
    assert axes.get_xlim() == (0, image.shape[1])
    assert axes.get_ylim() == (image.shape[0], 0)
    for x, y, white in [(2.1, 3.1, 1), (2.9, 3.9, 1), (1.9, 3.5, 0), (3.1, 3.5, 0), (2.5, 2.9, 0)]:
        assert pixel_at(axes, x, y) == (255 * white,) * 3


@pytest.mark.parametrize(
    ("image", "complaint"),
    [
        (np.zeros((2, 4, 5)), r"image must be \(3, H, W\) or \(H, W\) .* got shape \(2, 4, 5\)"),
        (np.zeros((3, 0, 4)), "at least one pixel"),
        (np.zeros(3), "image must have 2 or 3 dimension"),
        (np.zeros((4, 4), dtype=int), "image must be floats in .* or uint8, got int64"),
    ],
)
def test_what_is_no_image_is_refused(image: np.ndarray, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        draw_image(new_axes(), image)
    with pytest.raises(ValueError, match="dim must be between 0 and 1, got 2"):
        draw_image(new_axes(), CHEQUERED.astype(float), dim=2)


@pytest.mark.parametrize("background", [0.0, 1.0])
def test_a_box_lies_on_the_edges_of_its_pixels_and_is_seen_on_dark_and_light(background: float) -> None:
    axes = new_axes()
    draw_image(axes, np.full((60, 80), background))
    draw_boxes(axes, torch.tensor([[10.0, 20.0, 50.0, 45.0]], requires_grad=True), "truth")
    for x, y in [(10, 30), (50, 30), (30, 20), (30, 45)]:
        assert pixel_at(axes, x, y) == pytest.approx(rgb(colour("truth")), abs=8)
    for x, y in [(14, 30), (6, 30), (30, 49)]:
        assert pixel_at(axes, x, y) == (255 * background,) * 3
    if not background:
        drawn = pixels_of(axes)
        assert (drawn.min(axis=2) > 200).any()  # the rim


def test_fifty_boxes_are_two_artists() -> None:
    axes = new_axes()
    draw_image(axes, np.ones((60, 80)))
    draw_boxes(axes, np.random.default_rng(0).uniform(0, 60, (50, 4)))
    assert len(axes.collections) == 2


@pytest.mark.parametrize("draw", [draw_boxes, draw_points, draw_cells])
def test_nothing_to_mark_changes_nothing(draw: object) -> None:
    plain, marked = new_axes(), new_axes()
    for axes in (plain, marked):
        draw_image(axes, CHEQUERED.astype(float))
    draw(marked, [])
    assert np.array_equal(pixels_of(plain), pixels_of(marked))


def test_marks_leave_the_limits_alone() -> None:
    axes = new_axes()
    draw_image(axes, CHEQUERED.astype(float))
    draw_boxes(axes, [[-20, -20, 90, 90]], labels=["far"])
    draw_points(axes, [[-5, 3], [50, 2]])
    draw_grid(axes, [-3, 20], [-3, 20])
    draw_cells(axes, [(9, 9)])
    pixels_of(axes)
    assert axes.get_xlim() == (0, 8)
    assert axes.get_ylim() == (6, 0)


@pytest.mark.parametrize("dots", [100, 150])
def test_labels_of_boxes_stand_in_the_image_and_not_on_each_other(dots: float) -> None:
    axes = new_axes(dots=dots)
    image = photograph("chelsea").image
    height, width = image.shape[1:]
    draw_image(axes, image, "Six boxes, four of them the same")
    boxes = [[30, 40, 200, 200]] * 4 + [[0, 0, width, height], [width - 20, height - 15, width, height]]
    labels = [f"cat 0.{digit}{digit}" for digit in range(3, 9)]
    draw_boxes(axes, boxes, labels=labels)
    assert letters_of(axes) == labels
    assert_readable(axes.figure)
    inside = axes.get_window_extent()
    for text in axes.texts:
        extent = text.get_window_extent()
        assert inside.x0 <= extent.x0 <= extent.x1 <= inside.x1
        assert inside.y0 <= extent.y0 <= extent.y1 <= inside.y1


def test_labels_of_a_later_call_keep_off_those_of_an_earlier_one() -> None:
    axes = new_axes()
    draw_image(axes, photograph("chelsea").image)
    for role in ("truth", "prediction", "rejected"):
        draw_boxes(axes, [[60, 60, 200, 200]], role, [role])
    assert_readable(axes.figure)


def test_a_grid_has_its_lines_at_the_edges_and_ends_there() -> None:
    axes = new_axes()
    draw_image(axes, np.ones((60, 80)))
    draw_grid(axes, torch.tensor([10.0, 30.0, 70.0]), [5, 25, 55], "output", 3)
    for x, y in [(10, 40), (30, 40), (70, 40), (50, 5), (50, 25), (50, 55)]:
        assert pixel_at(axes, x, y) == pytest.approx(rgb(colour("output")), abs=8)
    for x, y in [(10, 58.5), (75, 25), (50, 40)]:
        assert pixel_at(axes, x, y) == (255, 255, 255)


def test_points_are_drawn_at_their_places() -> None:
    axes = new_axes()
    draw_image(axes, np.zeros((60, 80)))
    draw_points(axes, [[20, 10], [60.5, 45.5]], "prediction", 9)
    for x, y in [(20, 10), (60.5, 45.5)]:
        assert pixel_at(axes, x, y) == rgb(colour("prediction"))
    assert pixel_at(axes, 40, 30) == (0, 0, 0)


def test_cells_are_tinted_over_what_is_below() -> None:
    axes = new_axes()
    draw_image(axes, np.ones((6, 8)))
    draw_cells(axes, [(2, 3)], "step", fill=0.3)
    mixed = tuple(round(255 * (0.7 + 0.3 * part)) for part in to_rgb(colour("step")))
    assert pixel_at(axes, 3.5, 2.5) == pytest.approx(mixed, abs=1)
    assert pixel_at(axes, 2.5, 2.5) == pixel_at(axes, 3.5, 3.6) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mark", "complaint"),
    [
        (lambda axes: draw_boxes(axes, [[1, 2, 3]]), r"boxes must be \(K, 4\), got shape \(1, 3\)"),
        (lambda axes: draw_boxes(axes, [[1, 2, 3, 4]], labels=["a", "b"]), "labels must be 1 texts"),
        (lambda axes: draw_boxes(axes, [], "thruth"), "role must be one of"),
        (lambda axes: draw_points(axes, [1, 2]), r"points must be \(K, 2\), got shape \(2,\)"),
        (lambda axes: draw_grid(axes, [1], [1, 2]), "x_edges and y_edges must have at least 2 values, got 1 and 2"),
        (lambda axes: draw_cells(axes, [(1, 2, 3)]), r"cells must be \(K, 2\)"),
        (lambda axes: draw_cells(axes, [(1, 2)], fill=2), "fill must be between 0 and 1, got 2"),
    ],
)
def test_wrong_marks_are_refused(mark: object, complaint: str) -> None:
    axes = new_axes()
    draw_image(axes, CHEQUERED.astype(float))
    with pytest.raises(ValueError, match=complaint):
        mark(axes)


def test_tinted_rectangles_are_deeper_where_they_overlap() -> None:
    axes = new_axes()
    draw_image(axes, np.full((6, 8, 3), 255, dtype=np.uint8))
    draw_rectangles(axes, [(1, 1, 5, 4), (3, 2, 7, 5)], "output", fill=0.3)
    alone, both, outside = (pixel_at(axes, x, y)[0] for x, y in ((2, 1.5), (4, 3), (0.5, 0.5)))
    assert both < alone < outside == 255
    draw_rectangles(axes, [(0, 0, 1, 1)], "step", fill=0.0)
    assert pixel_at(axes, 0.5, 0.5) == (255, 255, 255)
    assert pixel_at(axes, 0.5, 1.0) == rgb(colour("step"))
