"""Pictures of lecture 12 without controls."""

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.unet.networks import NAME, stages
from lecture_utils.demos.unet.u_shape import draw_u
from lecture_utils.pictures import Sheet, draw_heatmap, draw_image, draw_label_map, panes
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Demo, Panel
from lecture_utils.training.outputs import semantic_labels

SHAPE_SIZE = (8.9, 4.2)
IDEA_SIZE = (8.9, 2.6)


def draw_shapes(axes: Axes) -> None:
    """Draw the U with the whole shape of every tensor of the trained network."""
    draw_u(axes, stages(lecture_scene()), whole_shapes=True)


def title_picture() -> Demo:
    """Show the U with every shape."""
    return Demo(
        name="unet",
        title="Down to see what, up to see where, and copies across",
        panels=[[Panel("shapes", draw_shapes, SHAPE_SIZE, "the U with the shape of every tensor")]],
        caption="Each block is a tensor of the trained network: channels × rows × columns.",
    )


def _liveliest(maps: Tensor | None) -> Tensor:
    """Return the channel that varies most."""
    assert maps is not None
    return maps[int(maps.flatten(1).std(dim=1).argmax())]


def draw_idea(figure: Sheet) -> None:
    """Draw a map from each end of the encoder, and the labels that the decoder makes of both."""
    scene = lecture_scene()
    found = {(one.part, one.level): one.walked.values for one in stages(scene)}
    deepest = max(level for _, level in found)
    image, fine, coarse, labels = panes(figure, columns=4, gap=0.15)
    draw_image(image, scene.large, "image")
    draw_heatmap(fine, _liveliest(found["down", 0]), title="level 0: where")
    draw_heatmap(coarse, _liveliest(found["down", deepest]), title=f"level {deepest}: what")
    draw_label_map(labels, semantic_labels(NAME, scene), SEMANTIC, title="from both")
