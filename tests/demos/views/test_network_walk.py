"""A walk shows what a network computes, stage by stage, and what that costs."""

import pytest
import torch
from torch import nn

from lecture_utils.demos.views.network_walk import (
    draw_channels,
    large_number,
    stage_caption,
    stage_title,
    walk,
    walk_control,
    walk_panels,
)
from lecture_utils.pictures.items import items_of
from lecture_utils.pictures.text_checks import cut_off_texts, overlapping_texts
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.stage import Demo
from lecture_utils.training.outputs import trained
from tests.pictures.drawing import letters_of, new_axes


def network():
    return nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 64, 10))


STAGES = {"convolution": "0", "pooling": "2", "scores": "4"}


def test_stages_are_what_the_network_computes_and_costs():
    model, image = network().requires_grad_(False), torch.rand(3, 16, 16)
    first, convolution, pooling, scores = walk(model, image, STAGES)
    assert torch.equal(first.values, image)
    assert torch.equal(convolution.values, model[0](image))
    assert torch.equal(scores.values, model(image[None])[0])
    assert [stage.output for stage in (first, convolution, pooling, scores)] == [
        (3, 16, 16),
        (8, 16, 16),
        (8, 8, 8),
        (10,),
    ]
    assert convolution.parameters == 8 * 27 + 8
    assert convolution.multiply_adds == 8 * 27 * 256
    assert (pooling.parameters, pooling.multiply_adds) == (0, 0)
    assert "convolution: 3×16×16 → 8×16×16" in stage_title((first, convolution, pooling, scores), 1)
    assert stage_caption((first, convolution, pooling, scores), 1).startswith(
        "convolution (Conv2d) makes 2,048 numbers of 768. Parameters: 224."
    )


def test_every_stage_of_a_trained_network_draws_and_every_volume_can_be_clicked():
    stages = walk(trained("unet"), lecture_scene().image, {f"down {n + 1}": f"down.{n}" for n in range(5)})
    demo = Demo("walk", "a walk", [walk_control(lambda: stages)], walk_panels(lambda: stages))
    for step in range(len(stages)):
        for panel in demo.panels:
            figure = demo.panel_figure(panel, step=step)
            assert not overlapping_texts(figure)
            assert not cut_off_texts(figure)
    places = sorted(items_of(demo.panel_figure("chain", step=0)))
    assert [number for number, *_ in places] == list(range(len(stages)))
    assert [left for _, left, *_ in places] == sorted(left for _, left, *_ in places)


def test_channels_that_vary_most_are_shown():
    image = torch.zeros(3, 8, 8)
    values = torch.zeros(1, 6, 8, 8)
    values[0, 2, 0, 0], values[0, 4, 1, 1] = 1.0, -2.0

    class Fixed(nn.Module):
        def forward(self, images):
            return values

    fixed = nn.Sequential(Fixed())
    axes = new_axes(4.0, 3.0)
    draw_channels(axes, walk(fixed, image, {"maps": "0"})[1], count=2)
    assert letters_of(axes) == ["channel 3", "channel 5"]
    assert axes.get_title() == "maps: 2 of 6 channels"


def test_without_numbers_there_are_shapes_and_costs_but_no_pictures():
    with torch.device("meta"):
        stages = walk(network(), torch.empty(3, 16, 16), STAGES)
    assert stages[1].multiply_adds == 8 * 27 * 256
    with pytest.raises(ValueError, match="has no numbers"):
        draw_channels(new_axes(), stages[1])


def test_large_numbers_are_written_short():
    assert [large_number(number) for number in (12, 2_320, 61_100_840, 15_470_264_320)] == [
        "12",
        "2,320",
        "61.1 million",
        "15.5 billion",
    ]
