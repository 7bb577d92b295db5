import numpy as np
import pytest
import torch
from torch import Tensor
from torch.testing import assert_close
from torchvision.ops import box_iou

from lecture_utils.methods.evaluation import proposal_recall
from lecture_utils.methods.proposals import (
    BoxScorer,
    EdgeGroups,
    Edges,
    edge_boxes,
    find_edges,
    group_edges,
    sliding_boxes,
    strongest_paths,
)
from lecture_utils.methods.proposals.edge_boxes import refinement_steps
from lecture_utils.scenes.meadow import Meadow, scene_seed

MEADOW = Meadow(scene_seed("test", 4), 64)


def squares() -> Tensor:
    """A white square on grey, its edges at 20 and 44, and a dark bar that runs through the whole image."""
    image = torch.full((3, 64, 64), 0.5)
    image[:, 20:44, 20:44] = 1
    image[:, 54:58] = 0
    return image


def scorer_of(image: Tensor) -> BoxScorer:
    edges = find_edges(image)
    return BoxScorer(edges, group_edges(edges))


def score_by_hand(edges: Edges, groups: EdgeGroups, box: list[int]) -> tuple[float, Tensor]:
    """Equations 2 to 4 of the paper, pixel by pixel and path by path (Bellman-Ford on products)."""
    x1, y1, x2, y2 = box
    affinity = torch.eye(len(groups), dtype=torch.float64)
    for (one, other), value in zip(groups.pairs.tolist(), groups.affinity.tolist(), strict=True):
        affinity[one, other] = affinity[other, one] = value
    path = affinity.clone()
    for _ in range(len(groups)):
        longer = (path[:, :, None] * affinity[None]).amax(1)
        if torch.allclose(longer, path):
            break
        path = longer
    path[path < 0.05] = 0
    inside = groups.map[y1:y2, x1:x2]
    border = torch.cat([inside[0], inside[-1], inside[:, 0], inside[:, -1]]).unique()
    crossing = border[border >= 0]
    weights = torch.zeros(len(groups), dtype=torch.float64)
    for group, (x, y) in enumerate(groups.position.floor().tolist()):
        if x1 <= x < x2 and y1 <= y < y2:
            weights[group] = 1 - (path[crossing, group].max() if len(crossing) else 0)
    quarter_x, quarter_y = (x2 - x1) // 4, (y2 - y1) // 4
    middle = (slice(y1 + quarter_y, y2 - quarter_y), slice(x1 + quarter_x, x2 - quarter_x))
    centre = edges.thin[middle][groups.map[middle] >= 0].sum()
    return float((weights @ groups.strength - centre) / (2 * (x2 - x1 + y2 - y1) ** 1.5)), weights


def test_edges_stand_at_the_border_with_the_border_s_normal_and_one_pixel_thin():
    edges = find_edges(squares())

    assert_close(edges.orientation[32, [19, 20, 43, 44]] % np.pi, torch.zeros(4), atol=1e-3, rtol=0)
    assert_close(edges.orientation[[19, 44], 32], torch.full((2,), np.pi / 2), atol=1e-3, rtol=0)
    columns = edges.thin[32].nonzero()[:, 0].tolist()
    assert len(columns) == 2
    assert columns[0] in (19, 20)
    assert columns[1] in (43, 44)
    assert ((edges.thin == 0) | (edges.thin == edges.magnitude)).all()


def test_a_straight_edge_is_one_group_and_groups_hold_all_the_strength_of_their_pixels():
    edges = find_edges(squares())
    groups = group_edges(edges)

    side = groups.map[24:40, 19:21].flatten()
    assert len(side[side >= 0].unique()) == 1
    for group in range(len(groups)):
        rows, columns = (groups.map == group).nonzero().T
        strength = edges.thin[rows, columns].double()
        assert_close(groups.strength[group], strength.sum())
        centre = torch.stack([(columns.double() + 0.5) @ strength, (rows.double() + 0.5) @ strength]) / strength.sum()
        assert_close(groups.position[group], centre)


def test_affinity_is_that_of_the_paper_s_equation():
    groups = group_edges(find_edges(MEADOW.image))

    assert len(groups.pairs) > 5
    assert (groups.pairs[:, 0] < groups.pairs[:, 1]).all()
    for (one, other), affinity in zip(groups.pairs.tolist(), groups.affinity.tolist(), strict=True):
        way = groups.position[other] - groups.position[one]
        tangent = [torch.stack([-torch.sin(a), torch.cos(a)]) for a in groups.orientation[[one, other]].double()]
        along = [float(direction @ way / way.norm()) for direction in tangent]
        assert affinity == pytest.approx(abs(along[0] * along[1]) ** 2, abs=1e-6)


def test_paths_multiply_affinities_and_take_the_best_way():
    pairs = torch.tensor([[0, 1], [0, 2], [1, 3], [2, 3], [3, 4]])
    affinity = torch.tensor([0.9, 0.5, 0.5, 1.0, 0.08], dtype=torch.float64)
    numbers = torch.zeros(5, dtype=torch.float64)
    groups = EdgeGroups(torch.zeros(1, 1, dtype=torch.long), numbers, torch.zeros(5, 2), numbers, pairs, affinity)

    paths = torch.from_numpy(strongest_paths(groups).toarray())

    assert_close(paths[0], torch.tensor([1, 0.9, 0.5, 0.5, 0], dtype=torch.float64), atol=1e-6, rtol=0)
    assert_close(paths[4], torch.tensor([0, 0, 0.08, 0.08, 1], dtype=torch.float64), atol=1e-6, rtol=0)
    assert_close(paths, paths.T)


@pytest.mark.parametrize("image", [squares(), MEADOW.image])
def test_scores_and_weights_are_those_computed_pixel_by_pixel(image: Tensor):
    scorer = scorer_of(image)
    generator = torch.Generator().manual_seed(0)
    corner = torch.randint(0, 40, (25, 2), generator=generator)
    boxes = torch.cat([corner, corner + torch.randint(4, 24, (25, 2), generator=generator)], dim=1)
    boxes = torch.cat([boxes, torch.tensor([[0, 0, 64, 64], [16, 16, 48, 48]])])
    edges = find_edges(image)

    scores = scorer.scores(boxes.numpy())

    for box, score, bound in zip(boxes.tolist(), scores, scorer.upper_bounds(boxes.numpy()), strict=True):
        expected, weights = score_by_hand(edges, scorer.groups, box)
        assert score == pytest.approx(expected, abs=1e-5)
        assert_close(scorer.weights(np.array(box)), weights, atol=1e-5, rtol=0)
        assert score <= bound + 1e-6


def test_a_contour_that_crosses_the_border_does_not_count():
    scorer = scorer_of(squares())
    around, across = np.array([16, 16, 48, 48]), np.array([16, 46, 48, 63])

    assert scorer.weights(around).max() > 0.99
    assert len(scorer.crossing(around)) == 0
    assert len(scorer.crossing(across)) > 0
    assert scorer.weights(across).max() < 0.01


def test_the_best_box_of_a_square_is_the_square():
    proposals = edge_boxes(squares(), min_area=100)

    assert box_iou(proposals.boxes[:1], torch.tensor([[20.0, 20, 44, 44]])) > 0.7


def test_neighbours_in_the_search_overlap_by_alpha():
    boxes = torch.from_numpy(sliding_boxes(64, 96, 0.65, 400)).float()

    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= torch.tensor([96, 64])).all()
    size = boxes[:, 2:] - boxes[:, :2]
    ratio = size[:, 0] / size[:, 1]
    assert ratio.max() < 3.4
    assert ratio.min() > 1 / 3.4
    same = boxes[(size == size[0]).all(1)]
    beside = box_iou(same[:1], same[1:2])
    assert 0.55 < beside < 0.75  # sides are rounded to whole pixels


def test_refinement_never_lowers_a_score_and_moves_one_edge_at_a_time():
    scorer = scorer_of(MEADOW.image)
    boxes = sliding_boxes(64, 64, 0.65, 150)[::20]
    before = scorer.scores(boxes)

    steps = list(refinement_steps(scorer, boxes, before, 0.65))

    assert [(step.edge, step.sign) for step in steps[:8]] == [(edge, sign) for edge in range(4) for sign in (-1, 1)]
    last, scores = boxes, before
    for step in steps:
        assert (step.scores >= scores).all()
        assert (step.better == (step.scores > scores)).all()
        moved = step.boxes - last
        assert (np.abs(moved[:, step.edge]) <= step.moves).all()
        assert (moved[~step.better] == 0).all()
        assert (np.sign(moved[step.better, step.edge]) == step.sign).all()
        assert (np.delete(moved, step.edge, axis=1) == 0).all()
        last, scores = step.boxes, step.scores
    assert (scores > before).any()
    np.testing.assert_allclose(scorer.scores(last), scores, atol=1e-6)
    assert (last >= 0).all()
    assert (last <= 64).all()
    assert [step.moves.max() for step in steps[::8]] == sorted({step.moves.max() for step in steps}, reverse=True)


def test_every_step_is_kept_on_request():
    proposals = edge_boxes(MEADOW.image, keep_steps=True)
    steps = proposals.steps

    assert steps is not None
    assert edge_boxes(MEADOW.image).steps is None
    assert (proposals.scores.diff() <= 0).all()
    assert len(proposals.boxes.unique(dim=0)) == len(proposals)
    assert steps.groups.map.shape == steps.edges.thin.shape == (64, 64)
    np.testing.assert_allclose(steps.scorer.scores(steps.candidates.numpy()), steps.candidate_scores, atol=1e-6)
    assert steps.before.shape == steps.refined.shape
    assert torch.equal(torch.from_numpy(steps.refinement[-1].boxes), steps.refined)


def test_the_things_of_held_out_scenes_are_among_the_proposals():
    meadows = [Meadow(scene_seed("test", index)) for index in range(10)]

    found = [edge_boxes(meadow.image).boxes for meadow in meadows]

    assert proposal_recall(found, [meadow.boxes for meadow in meadows], [1000]).at(0.5) > 0.75


def test_an_image_without_edges_has_no_proposals():
    proposals = edge_boxes(torch.full((3, 40, 30), 0.4), keep_steps=True)

    assert proposals.boxes.shape == (0, 4)
    assert proposals.steps is not None
    assert len(proposals.steps.groups) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"alpha": 1.0}, "alpha: expected a number between 0 and 1"),
        ({"beta": 1.5}, "beta: expected a number from 0 to 1"),
        ({"max_proposals": 0}, "max_proposals: expected a positive integer"),
        ({"candidates": 0}, "candidates: expected a positive integer"),
        ({"min_area": 0}, "min_area: expected a positive number"),
    ],
)
def test_what_cannot_be_searched_is_refused(arguments: dict[str, float], message: str):
    with pytest.raises(ValueError, match=message):
        edge_boxes(MEADOW.image, **arguments)  # type: ignore[arg-type]
