"""Where a pixel looks, in a backbone that blocks were inserted in."""

from functools import partial

from torch import Tensor

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.cnn_attention.block import MapAttention, MapAttentionSteps
from lecture_utils.methods.validation import require


def attention_inside(backbone: Backbone, images: Tensor) -> dict[str, MapAttentionSteps]:
    """Run a backbone, and return what each of its inserted blocks computes on the way.

    Parameters
    ----------
    backbone : Backbone
        With blocks behind some stages (`Backbone.insert`).
    images : Tensor, shape (N, 3, H, W)
        Floats in [0, 1].

    Returns
    -------
    dict of str to MapAttentionSteps
        By the stage that the block is behind.

    Raises
    ------
    ValueError
        If there is no such block, or the images have another shape.

    Examples
    --------
    >>> backbone = Backbone()
    >>> backbone.insert("stage2", SelfAttentionModule(backbone.channels["stage2"]))
    >>> steps = attention_inside(backbone, torch.rand(1, 3, 128, 128))["stage2"]
    >>> steps.looks(*cell_of_pixel(backbone, "stage2", (40, 80), steps)).shape
    torch.Size([1, 16, 16])
    """
    blocks = {stage: block for stage, block in backbone.after.items() if isinstance(block, MapAttention)}
    require(len(blocks) > 0, "backbone", "one with an attention block behind a stage", "none")
    found: dict[str, MapAttentionSteps] = {}

    def keep(stage: str, block: MapAttention, arguments: tuple[Tensor]) -> None:
        found[stage] = block.steps(*arguments)

    hooks = [block.register_forward_pre_hook(partial(keep, stage)) for stage, block in blocks.items()]
    try:
        backbone(images)
    finally:
        for hook in hooks:
            hook.remove()
    return found


def cell_of_pixel(
    backbone: Backbone, stage: str, pixel: tuple[float, float], steps: MapAttentionSteps
) -> tuple[int, int]:
    """Return the cell of a stage's map whose centre is nearest to a pixel.

    Parameters
    ----------
    backbone : Backbone
    stage : str
    pixel : (float, float)
        x and y, from 0.
    steps : MapAttentionSteps
        Of this stage.

    Returns
    -------
    (int, int)
        Row and column. Cell (i, j) is centred on pixel x = stride · j, y = stride · i; see `Backbone`.

    Raises
    ------
    ValueError
        If there is no such stage, or the pixel lies outside the image.
    """
    require(stage in backbone.strides, "stage", f"one of {', '.join(backbone.strides)}", stage)
    (rows, columns), stride, (x, y) = steps.queries.shape[-2:], backbone.strides[stage], pixel
    inside = 0 <= x < columns * stride and 0 <= y < rows * stride
    require(inside, "pixel", f"in an image of at most {columns * stride} × {rows * stride}", pixel)
    return min(int(y / stride + 0.5), rows - 1), min(int(x / stride + 0.5), columns - 1)
