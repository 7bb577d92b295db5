import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import rgb2hsv
from torch import Tensor
from torch.testing import assert_close

from lecture_utils.methods.evaluation import proposal_recall
from lecture_utils.methods.proposals import (
    COLOUR_SPACES,
    MODES,
    SIMILARITIES,
    Appearance,
    MergeTree,
    Mode,
    describe_segments,
    group_segments,
    hierarchy_position,
    ranked,
    segment_image,
    selective_search,
    to_colour_space,
)
from lecture_utils.methods.proposals.segments import directed_derivatives
from lecture_utils.scenes.meadow import Meadow, scene_seed

MEADOW = Meadow(scene_seed("test", 4), 64)


def grouped(measures: tuple[str, ...] = SIMILARITIES, space: str = "HSV") -> tuple[MergeTree, Appearance]:
    channels = to_colour_space(MEADOW.image, space)
    appearance = Appearance.of(channels)
    return group_segments(describe_segments(segment_image(channels, 30, 20), appearance), measures), appearance


def test_a_merged_region_looks_as_its_pixels_do():
    tree, appearance = grouped()
    merges = len(tree.children)
    for done in (merges // 3, merges // 2, merges - 1):
        regions = tree.regions_after(done)
        alive, numbered = regions.unique(return_inverse=True)

        measured = describe_segments(numbered, appearance)

        assert_close(measured.sizes, tree.sizes[alive])
        assert_close(measured.boxes, tree.boxes[alive])


@pytest.mark.parametrize("measures", [SIMILARITIES, ("texture", "size", "fill"), ("fill",), ("colour",)])
def test_each_merge_joins_the_most_similar_neighbours(measures: tuple[str, ...]):
    tree, appearance = grouped(measures)
    chosen = [SIMILARITIES.index(measure) for measure in measures]
    for done in range(0, len(tree.children), 3):
        alive, numbered = tree.regions_after(done).unique(return_inverse=True)
        now = describe_segments(numbered, appearance)
        one, other = now.neighbours.T
        together = now.sizes[one] + now.sizes[other]
        sides = torch.maximum(now.boxes[one, 2:], now.boxes[other, 2:]) - torch.minimum(
            now.boxes[one, :2], now.boxes[other, :2]
        )
        parts = torch.stack(
            [
                torch.minimum(now.colour[one], now.colour[other]).sum(1),
                torch.minimum(now.texture[one], now.texture[other]).sum(1),
                1 - together / 64**2,
                1 - (sides.prod(1) - together) / 64**2,
            ],
            dim=1,
        ).double()
        similarity = parts[:, chosen].sum(1)

        assert_close(tree.similarity[done], similarity.max(), atol=1e-6, rtol=0)
        merged = {int(region) for region in tree.children[done]}
        pair = [{int(alive[i]), int(alive[j])} for i, j in now.neighbours].index(merged)
        assert_close(tree.parts[done], parts[pair], atol=1e-6, rtol=0)


def test_grouping_ends_with_the_whole_image_and_keeps_every_region_on_the_way():
    tree, _ = grouped()

    assert len(tree) == 2 * len(tree.segments) - 1
    assert tree.boxes[-1].tolist() == [0, 0, 64, 64]
    assert tree.children.flatten().sort().values.tolist() == list(range(len(tree) - 1))
    for region in (0, len(tree) // 2, len(tree) - 2):
        rows, columns = tree.mask(region).nonzero().T
        assert len(rows) == tree.sizes[region]
        assert [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1] == tree.boxes[region].tolist()
    assert (tree.regions_after(0) == tree.segments.map).all()
    assert (tree.regions_after(len(tree.children)) == len(tree) - 1).all()


def test_hierarchies_are_numbered_from_the_top_or_from_the_bottom():
    tree, _ = grouped()

    down, up = hierarchy_position(tree), hierarchy_position(tree, "bottom first")

    assert down[-1] == 1
    assert (down[:-1] > down[1:]).all()
    assert (up[: len(tree.segments)] == 1).all()
    assert up[-1] == up.max()
    assert (up[tree.children].amax(1) + 1 == up[len(tree.segments) :]).all()


def test_derivatives_point_in_the_eight_directions():
    angle = 3 * np.pi / 4  # down and to the left
    row, column = torch.meshgrid(torch.arange(16.0).double(), torch.arange(16.0).double(), indexing="ij")
    slope = (column * np.cos(angle) + row * np.sin(angle))[None] / 100

    middle = directed_derivatives(slope)[:, 0, 8, 8]

    expected = [max(0, np.cos(angle - direction * np.pi / 4)) / 100 for direction in range(8)]
    assert_close(middle, torch.tensor(expected, dtype=torch.float64), atol=1e-6, rtol=0)


@pytest.mark.parametrize("space", COLOUR_SPACES)
def test_colour_spaces_fill_the_unit_interval_without_leaving_it(space: str):
    corners = torch.tensor([[r, g, b] for r in (0.0, 0.5, 1) for g in (0.0, 0.5, 1) for b in (0.0, 0.5, 1)]).T[:, None]

    converted = to_colour_space(corners, space)

    assert converted.shape[0] == (1 if space in ("I", "H") else 3)
    assert converted.isfinite().all()
    assert converted.min() >= 0
    assert converted.max() <= 1
    assert (converted.amax(dim=(1, 2)) - converted.amin(dim=(1, 2)) > 0.6).all()


@pytest.mark.parametrize(("space", "channels"), [("rgb", 3), ("H", 1), ("C", 2), ("rgI", 2)])
def test_half_the_light_leaves_these_colours_as_they_are(space: str, channels: int):
    light, shade = to_colour_space(MEADOW.image, space), to_colour_space(MEADOW.image / 2, space)

    assert_close(light[:channels], shade[:channels], atol=1e-5, rtol=0)
    assert not torch.allclose(*(to_colour_space(image, "RGB") for image in (MEADOW.image, MEADOW.image / 2)))


def test_hsv_is_that_of_scikit_image():
    expected = rgb2hsv(MEADOW.image.permute(1, 2, 0).double().numpy())

    assert_close(to_colour_space(MEADOW.image, "HSV").permute(1, 2, 0), torch.from_numpy(expected))


@pytest.mark.parametrize("order", ["top first", "bottom first"])
def test_proposals_are_the_regions_of_all_groupings_each_once_by_falling_score(order: str):
    proposals = selective_search(MEADOW.image, order=order, keep_steps=True)

    assert proposals.steps is not None
    assert len(proposals.steps) == 8
    every = torch.cat([grouping.tree.boxes for grouping in proposals.steps])
    assert set(map(tuple, every.tolist())) == set(map(tuple, proposals.boxes.tolist()))
    assert len(proposals.boxes.unique(dim=0)) == len(proposals)
    assert (proposals.scores.diff() <= 0).all()
    best = {}
    for grouping in proposals.steps:
        assert ((grouping.rank >= 0) & (grouping.rank <= grouping.position)).all()
        for box, rank in zip(grouping.tree.boxes.tolist(), grouping.rank.tolist(), strict=True):
            best[tuple(box)] = min(rank, best.get(tuple(box), rank))
    expected = torch.tensor([-best[tuple(map(int, box))] for box in proposals.boxes.tolist()])
    assert_close(proposals.scores, expected)


def test_a_seed_gives_the_same_order_and_another_seed_another_one_of_the_same_boxes():
    first, again, other = (selective_search(MEADOW.image, seed=seed) for seed in (1, 1, 2))

    assert_close(first.boxes, again.boxes)
    assert not torch.equal(first.boxes, other.boxes)
    assert_close(first.boxes.unique(dim=0), other.boxes.unique(dim=0))
    assert_close(selective_search(MEADOW.image, seed=1, max_proposals=7).boxes, first.boxes[:7])


def test_modes_make_as_many_groupings_as_in_the_paper():
    counts = {
        name: len(mode.spaces) * len(mode.scales) * len(mode.measures)
        for name, mode in MODES.items()
        if name != "coarse"
    }

    assert counts == {"single": 1, "fast": 8, "quality": 80}


def test_the_things_of_held_out_scenes_are_among_the_proposals():
    meadows = [Meadow(scene_seed("test", index)) for index in range(12)]

    found = [selective_search(meadow.image).boxes for meadow in meadows]

    assert proposal_recall(found, [meadow.boxes for meadow in meadows], [1000]).at(0.5) > 0.9


def test_an_image_of_one_colour_is_one_proposal():
    proposals = selective_search(torch.full((3, 20, 30), 0.3), keep_steps=True)

    assert proposals.boxes.tolist() == [[0, 0, 30, 20]]
    assert proposals.steps is not None
    assert all(len(grouping.tree.children) == 0 for grouping in proposals.steps)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(0, 30))
def test_ranking_keeps_the_best_of_equal_boxes(seed: int, count: int):
    generator = torch.Generator().manual_seed(seed)
    boxes: Tensor = torch.randint(0, 2, (count, 4), generator=generator).float()
    scores = torch.randint(0, 5, (count,), generator=generator).float()

    result = ranked(boxes, scores)

    best: dict[tuple[float, ...], float] = {}
    for box, score in zip(boxes.tolist(), scores.tolist(), strict=True):
        best[tuple(box)] = max(score, best.get(tuple(box), score))
    found = dict(zip(map(tuple, result.boxes.tolist()), result.scores.tolist(), strict=True))
    assert found == best
    assert len(result) == len(best)
    assert (result.scores.diff() <= 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"image": torch.zeros(1, 20, 20)}, r"image: expected \(3, H, W\), got"),
        ({"image": torch.zeros(3, 4, 20)}, "image: expected at least 8 rows"),
        ({"image": torch.full((3, 20, 20), 2.0)}, r"image: expected values in \[0, 1\], got 2 to 2"),
        ({"mode": "slow"}, "mode: expected one of single, fast"),
        ({"order": "random"}, "order: expected one of top first, bottom first"),
        ({"max_proposals": 0}, "max_proposals: expected a positive integer"),
        ({"mode": Mode(("XYZ",), (50.0,), (SIMILARITIES,))}, "space: expected one of RGB, I"),
        ({"mode": Mode(("I",), (50.0,), (("shape",),))}, "measures: expected some of colour"),
    ],
)
def test_what_cannot_be_searched_is_refused(arguments: dict[str, object], message: str):
    with pytest.raises(ValueError, match=message):
        selective_search(**({"image": MEADOW.image} | arguments))  # type: ignore[arg-type]
