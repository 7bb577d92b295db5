"""The demos of lecture 13 show what the methods compute, and the notebook says what the records hold."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from lecture_utils.demos import mask_rcnn as demos
from lecture_utils.demos.mask_rcnn import class_gradients, dragged_box, instances, networks, pooling, slide_walk
from lecture_utils.methods import mask_rcnn as method
from lecture_utils.methods.evaluation import mask_iou
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene
from lecture_utils.training.outputs import detections
from tests.demos.reading import texts

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "13_mask_rcnn.ipynb"
CAT = 2
"""The lying cat's place among the things of scene 1."""


def prose() -> str:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    joined = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return joined.replace("\n", " ")


def test_two_cats_that_touch_are_one_region_and_two_instances():
    assert demos.touching_cats(lecture_scene()) == (1, 2)
    demo = demos.instance_demo()
    row = next(place for place, one in enumerate(demos.found(lecture_scene())) if one.name == "cat")
    assert demo.text("title", row=row) == "U-Net's map has one region of cat here; Mask R-CNN finds 2 cats in it"


def test_pixels_of_an_instance_are_counted_on_the_semantic_map():
    judged = demos.found(lecture_scene())
    labels = instances.semantic_labels(networks.SEMANTIC_NETWORK, lecture_scene())
    for row, one in enumerate(judged):
        part = instances.shared(judged, labels, row)
        right = labels[one.mask] == instances.SEMANTIC.index(one.name)
        assert part.labelled == pytest.approx(float(right.float().mean()))
        assert row in part.owners
        assert f"{int(one.mask.sum())} pixels" in demos.instance_demo().text("caption", row=row)


def test_a_scene_without_a_true_thing_has_a_sentence_too():
    demo = demos.instance_demo()
    assert demo.text("caption", scene="an empty meadow", row=0).endswith("As a detection it is wrong.")


@pytest.mark.parametrize("network", demos.NAMES)
def test_a_detected_box_gets_the_mask_that_the_network_gives(network):
    """Asked about one box, the network says what it says in a run over the whole scene."""
    scene = lecture_scene()
    found = detections(network, scene)
    for box, label, mask in zip(found.boxes[:4], found.labels[:4], found.masks[:4], strict=True):
        ours = networks.pasted(scene, tuple(box.tolist()), int(label), network) >= method.THRESHOLD
        assert mask_iou(ours[None], mask[None]).item() > 0.995


def test_the_dragged_box_counts_the_pixels_of_its_mask():
    demo, scene = demos.box_demo(), lecture_scene()
    box = dragged_box.start(scene)
    pixels = int((networks.pasted(scene, box, demos.THINGS.index("cow")) >= 0.5).sum())
    assert demo.text("title") == f"A cow (1.00): {pixels} of the box's 2072 pixels are the thing"
    assert "/ 4 = (18, 10.25, 32, 19.5) on the map" in demo.text("caption")
    more = [demo.text("title", threshold=threshold, category="cow") for threshold in dragged_box.THRESHOLDS]
    counts = [int(title.split(": ")[1].split(" ")[0]) for title in more]
    assert counts == sorted(counts, reverse=True)


def test_grass_is_probably_no_thing():
    assert demos.box_demo().text("title", box=(2, 100, 30, 126)).startswith("Probably no thing")


@pytest.mark.parametrize("shift", [-3.0, 0.0, 2.5])
def test_the_lens_shows_the_iou_of_both_networks_for_one_box(shift):
    scene, demo = lecture_scene(), demos.pooling_demo()
    title = demo.text("title", thing=CAT, shift=shift)
    for network, name in demos.NAMES.items():
        box = scene.boxes[CAT] + torch.tensor([shift, 0, shift, 0])
        mask = demos.answer(scene, tuple(box.tolist()), network).masks[int(scene.labels[CAT])]
        pasted = method.paste_mask(mask, box, (128, 128)) >= 0.5
        iou = mask_iou(pasted[None], scene.masks[CAT][None]).item()
        assert f"{iou:.2f} with {name}" in title


def test_what_rounding_does_is_said_with_its_numbers():
    caption = demos.pooling_demo().text("caption", thing=CAT)
    assert (
        "x1 = 61.00 pixels / 4 = 15.25 cells. RoI pooling rounds this to 15 and looks 1.0 pixels too far left"
        in caption
    )


def test_outlines_run_where_half_of_the_value_is_reached():
    values = torch.zeros(6, 6)
    values[2:4, 1:5] = 1
    (line,) = pooling.outlines(values)
    x, y = line.T
    assert (x.min(), x.max(), y.min(), y.max()) == (1.0, 5.0, 2.0, 4.0)
    assert np.allclose(line[0], line[-1])


def test_with_the_true_boxes_masks_of_roi_align_fit_better_on_average():
    overlaps = {network: [] for network in demos.NAMES}
    for name in pooling.WITH_THINGS:
        scene = lecture_scene(name)
        for thing in range(len(scene.boxes)):
            for network, values in overlaps.items():
                values.append(pooling.overlap(scene, thing, 0.0, network))
    align, pool = (float(np.mean(overlaps[network])) for network in (demos.ALIGN, demos.POOL))
    assert align > pool + 0.05


def test_roi_pooling_does_not_notice_half_a_pixel():
    scene = lecture_scene()
    change = {}
    for network in demos.NAMES:
        before, after = (demos.answer(scene, pooling.moved(scene, CAT, shift), network).masks for shift in (0.0, 0.5))
        change[network] = float((after - before).abs().max())
    assert change[demos.POOL] == 0
    assert change[demos.ALIGN] == pytest.approx(0.28, abs=0.005)


@pytest.mark.parametrize("name", SCENE_NAMES[:2])
def test_only_the_true_class_is_taught(name):
    scene, demo = lecture_scene(name), demos.gradient_demo()
    for thing in range(len(scene.boxes)):
        taught = class_gradients.taught(scene, thing, class_gradients.SIGMOID)
        others = [label for label in range(len(demos.THINGS)) if label != taught.label]
        assert (taught.gradients[others] == 0).all()
        wanted = (taught.scores[taught.label].sigmoid() - taught.target) / taught.target.numel()
        assert_close(taught.gradients[taught.label], wanted)
        assert demo.text("title", scene=name, thing=thing).endswith("the other 4 masks get no gradient")
        competing = class_gradients.taught(scene, thing, class_gradients.SOFTMAX)
        assert (competing.totals > 0).all()
        assert_close(competing.gradients.sum(dim=0), torch.zeros_like(taught.target), rtol=0, atol=1e-6)


def test_the_walk_has_the_slides_shapes():
    assert slide_walk.shapes() == (
        (3, 224, 224),
        (256, 56, 56),
        (4,),
        (256, 7, 7),
        (512, 7, 7),
        (4096,),
        (80,),
        (80, 4),
        (2, 14, 14),
        (14, 14),
    )
    drawn = " ".join(texts(demos.walk_demo(), "network"))
    for shape in slide_walk.shapes():
        assert slide_walk.written(shape) in drawn.replace("\n", "")


def test_the_walk_does_the_slides_arithmetic():
    demo = demos.walk_demo()
    caption = demo.text("caption", step=slide_walk.ON_MAP, box=(40, 60, 136, 132))
    assert caption.startswith("(40/4, 60/4, (40 + 96)/4, (60 + 72)/4) = (10, 15, 34, 33)")
    assert "7 · 7 · 512 = 25,088 numbers become 4,096: 102,764,544 weights, 96%" in demo.text("caption", step=5)
    assert slide_walk.weights_of(slide_walk.network()) == 107_175_826


def test_random_weights_of_the_walk_leave_the_chance_of_others_alone():
    slide_walk.network.cache_clear()
    torch.manual_seed(7)
    wanted = torch.rand(3)
    torch.manual_seed(7)
    slide_walk.network()
    assert torch.equal(torch.rand(3), wanted)


def test_the_small_mask_is_pasted_as_by_hand():
    mask, box = demos.small.mask_and_box()
    pasted = method.paste_mask(mask, box, demos.small.SIZE)
    assert pasted[2, 3].item() == pytest.approx(0.65)
    assert "= 0.65$. From 0.5 on" in prose()


def test_your_function_is_drawn_beside_the_method():
    assert demos.yours_demo().text("title") == "Your paste_mask gives what the method gives"

    def moved(mask, box, size):
        return method.paste_mask(mask, box + 0.5, size)

    assert demos.yours_demo(moved).text("title") == "Your paste_mask does not give what the method gives"


def test_both_records_differ_in_nothing_but_the_pooling():
    align, pool = demos.record(demos.ALIGN), demos.record(demos.POOL)
    for name in ("seed", "scenes", "steps", "parameters", "starts_from", "settings", "test", "data_version", "code"):
        assert getattr(align, name) == getattr(pool, name), name
    assert list(align.starts_from) == ["faster_rcnn_roi_align"]


def test_the_notebooks_prose_agrees_with_the_records():
    text = prose()
    align, pool = (demos.record(network).mean for network in (demos.ALIGN, demos.POOL))
    assert f"on {demos.record(demos.ALIGN).scenes:,} scenes" in text
    assert "AP50 of the boxes hardly differs" in text
    assert align["AP50 low"] < pool["AP50"] < align["AP50"]
    assert f"falls from {align['mask AP75']:.3f} to {pool['mask AP75']:.3f}" in text
    assert demos.average_precisions(demos.POOL) == [pool[name] for name in demos.FIGURES]
    network = demos.trained(demos.ALIGN)
    assert "10 × 10 bins, and makes masks of 20 × 20 points for all five classes" in text
    assert (network.mask_cells, len(demos.THINGS), 1 / network.scale) == (20, 5, 4)
    assert demos.record(demos.ALIGN).seed == 0
    assert len(demos.record(demos.ALIGN).seeds) == 1
    assert "A second seed was not trained" in text


def test_the_errors_that_the_notebook_names_are_the_detectors():
    text = prose()
    assert "Every error here is the detector's" in text
    kinds = [
        one.kind
        for name in ("two overlapping horses", "a herd of horses", "people in pairs")
        for one in demos.found(lecture_scene(name))
    ]
    assert set(kinds) == {"right", "confusion"}
    assert "one horse is taken for a cow" in text
    herd = demos.found(lecture_scene("a herd of horses"))
    assert [(one.name, lecture_scene("a herd of horses").names[one.thing]) for one in herd if one.kind != "right"] == [
        ("cow", "horse")
    ]
