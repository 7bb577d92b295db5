import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.naive_bayes import CategoricalNB
from torch import Tensor
from torch.testing import assert_close

from lecture_utils.methods.evaluation import proposal_recall
from lecture_utils.methods.proposals import (
    CUES,
    CueParameters,
    ObjectnessMaps,
    combine,
    contrast_cue,
    edge_cue,
    learned_objectness,
    likelihoods,
    measure_cues,
    objectness,
    objectness_maps,
    spectral_saliency,
    straddling_cue,
)
from lecture_utils.methods.proposals.integral_image import box_sums, integral_image
from lecture_utils.methods.proposals.objectness_cues import surroundings
from lecture_utils.scenes.meadow import Meadow, scene_seed

MEADOW = Meadow(scene_seed("test", 4), 64)
PARAMETERS = CueParameters()


def maps_of(image: Tensor) -> ObjectnessMaps:
    return objectness_maps(image, PARAMETERS)


def random_boxes(seed: int, count: int = 12, size: int = 64) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    corner = torch.randint(0, size - 20, (count, 2), generator=generator)
    return torch.cat([corner, corner + torch.randint(6, 20, (count, 2), generator=generator)], dim=1)


def square() -> Tensor:
    image = torch.full((3, 64, 64), 0.2)
    image[0, 20:44, 20:44] = 0.9
    return image


@pytest.mark.parametrize("boxes", [random_boxes(0), torch.tensor([[0, 0, 64, 64], [63, 0, 64, 1]])])
def test_cues_are_those_counted_pixel_by_pixel(boxes: Tensor):
    maps = maps_of(MEADOW.image)

    cues = measure_cues(maps, boxes, PARAMETERS)

    for box, found in zip(boxes, cues, strict=True):
        assert_close(found, torch.stack([by_hand(maps, cue, box) for cue in CUES]), atol=1e-9, rtol=1e-9)


def by_hand(maps: ObjectnessMaps, cue: str, box: Tensor) -> Tensor:
    x1, y1, x2, y2 = box.tolist()
    inside = torch.zeros(64, 64, dtype=torch.bool)
    inside[y1:y2, x1:x2] = True
    area = inside.sum().double()
    if cue == "saliency":
        scales = []
        for saliency, threshold in zip(maps.saliency, PARAMETERS.saliency, strict=True):
            salient = saliency >= threshold
            share = (salient & inside).sum() / area
            scales.append(saliency[salient & inside].sum() / saliency[salient].sum() * share)
        return torch.stack(scales).max()
    if cue == "contrast":
        ax1, ay1, ax2, ay2 = surroundings(box[None], PARAMETERS.contrast**0.5, (64, 64))[0].tolist()
        ring = torch.zeros_like(inside)
        ring[ay1:ay2, ax1:ax2] = True
        ring &= ~inside
        one, other = (torch.bincount(maps.colours[part], minlength=256).double() for part in (inside, ring))
        one, other = one / area, other / ring.sum().clamp(min=1)
        return ((one - other) ** 2 / (one + other).clamp(min=1e-12)).sum()
    if cue == "edges":
        ix1, iy1, ix2, iy2 = surroundings(box[None], 1 / PARAMETERS.edges, (64, 64))[0].tolist()
        ring = inside.clone()
        ring[iy1:iy2, ix1:ix2] = False
        return maps.edges[ring].sum() / (2 * (x2 - x1 + y2 - y1))
    straddling = torch.zeros((), dtype=torch.float64)
    for segment in maps.segments.unique():
        part = maps.segments == segment
        straddling += min((part & inside).sum(), (part & ~inside).sum())
    return 1 - straddling / area


@pytest.mark.parametrize("cue", [contrast_cue, edge_cue, straddling_cue])
def test_each_cue_prefers_the_box_of_a_square_to_a_box_beside_it_and_one_across_it(cue):
    boxes = torch.tensor([[19, 19, 45, 45], [0, 0, 14, 14], [31, 31, 61, 61]])

    values = cue(maps_of(square()), boxes, PARAMETERS)

    assert values[0] > values[1] or cue is straddling_cue  # nothing straddles a box on even ground either
    assert values[0] > values[2]


def test_spectral_saliency_is_largest_on_what_stands_alone():
    column = torch.arange(64).expand(64, 64)
    stripes = ((column // 4) % 2).float() * 0.5
    stripes[36:42, 10:16] = 1

    saliency = spectral_saliency(stripes.expand(3, 64, 64), 32)

    assert saliency.min() == 0
    assert saliency.max() == 1
    place = int(saliency.argmax())
    assert abs(place // 64 - 39) < 8
    assert abs(place % 64 - 13) < 8


def test_box_sums_are_sums():
    values = torch.rand(64, 64, generator=torch.Generator().manual_seed(0)).double()

    sums = box_sums(integral_image(values), random_boxes(3))

    for (x1, y1, x2, y2), total in zip(random_boxes(3).tolist(), sums, strict=True):
        assert_close(total, values[y1:y2, x1:x2].sum())


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_combining_is_naive_bayes(seed: int):
    generator = np.random.default_rng(seed)
    bins = generator.integers(0, 3, (60, 4))
    labels = np.array([0, 1] * 30)
    theirs = CategoricalNB(alpha=1, min_categories=3).fit(bins, labels)
    tables = [np.exp(np.stack([table[label] for table in theirs.feature_log_prob_])) for label in (0, 1)]
    background, on_object = (torch.from_numpy(np.stack([t[cue, bins[:, cue]] for cue in range(4)], 1)) for t in tables)

    posterior = combine(on_object, background, 0.5)

    assert_close(posterior, torch.from_numpy(theirs.predict_proba(bins)[:, 1]))


def test_the_learned_likelihoods_are_shares_and_say_that_larger_cues_mean_objects():
    model = learned_objectness()

    for table in (model.object, model.background):
        assert_close(table.sum(1), torch.ones(4, dtype=torch.float64), atol=1e-5, rtol=0)
        assert (table > 0).all()
    assert (model.object[:, -1] > 3 * model.background[:, -1]).all()
    assert (model.object[:, 0] < model.background[:, 0]).all()
    assert (model.edges.diff(dim=1) >= 0).all()


def test_every_step_is_kept_and_leads_to_the_scores():
    proposals = objectness(MEADOW.image, keep_steps=True)
    steps, model = proposals.steps, learned_objectness()

    assert steps is not None
    assert objectness(MEADOW.image).steps is None
    some = slice(0, None, 500)
    assert_close(measure_cues(steps.maps, steps.boxes[some], model.parameters), steps.cues[some])
    found = likelihoods(model, steps.cues)
    assert_close(found, (steps.object, steps.background))
    assert_close(combine(*found, model.prior), steps.posterior)
    assert (proposals.scores.diff() <= 0).all()
    best = {tuple(box): score for box, score in zip(steps.boxes.tolist(), steps.posterior.tolist(), strict=True)}
    expected = torch.tensor([best[tuple(map(int, box))] for box in proposals.boxes.tolist()])
    assert_close(proposals.scores, expected)


def test_the_things_of_held_out_scenes_are_among_the_proposals_and_four_cues_beat_contrast_alone():
    meadows = [Meadow(scene_seed("test", index)) for index in range(7)]
    truths = [meadow.boxes for meadow in meadows]

    four, one = (
        proposal_recall([objectness(meadow.image, cues=cues).boxes for meadow in meadows], truths, [100, 1000]).at(0.5)
        for cues in (CUES, ("contrast",))
    )

    assert four[1] > 0.85
    assert four[0] > one[0] + 0.2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"cues": ("size",)}, "cues: expected some of saliency, contrast, edges, straddling"),
        ({"cues": ()}, "cues: expected some of"),
        ({"beta": 2}, "beta: expected a number from 0 to 1"),
        ({"max_proposals": 0}, "max_proposals: expected a positive integer"),
        ({"image": torch.zeros(3, 9)}, r"image: expected \(3, H, W\), got"),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments: dict[str, object], message: str):
    with pytest.raises(ValueError, match=message):
        objectness(**({"image": MEADOW.image} | arguments))
