"""What all methods on regions begin with: which image a box belongs to, and where it lies on the feature map."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lecture_utils.methods.boxes import check_coordinates, widened

_LARGEST_INDEX = {torch.bfloat16: 2**8, torch.float16: 2**11, torch.float32: 2**24, torch.float64: 2**53}
"""Up to this number, a dtype holds every whole one."""


def split_boxes(input: Tensor, boxes: Tensor | Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Check the boxes and split them into the image that each belongs to and its four coordinates.

    Parameters
    ----------
    input : Tensor, shape (N, C, H, W)
        Feature maps.
    boxes : Tensor, shape (K, 5), or sequence of N tensors, each of shape (L, 4)
        ``(image index, x1, y1, x2, y2)``, or for each image its boxes ``(x1, y1, x2, y2)``, in pixels of the image.
        Floats of any type, whatever the type of ``input`` is.

    Returns
    -------
    image : Tensor, shape (K,), integer
        Index of the feature map that each box is cut from.
    coordinates : Tensor, shape (K, 4)
        ``(x1, y1, x2, y2)`` in pixels of the image, float32 or float64, cut off from the gradient.

    Raises
    ------
    ValueError
        If ``input`` isn't a float tensor of four dimensions, if ``boxes`` has another shape or dtype than above, isn't
        finite, names an image that ``input`` doesn't have, or is of a type that can't count so many images.
    """
    if input.dim() != 4 or not input.is_floating_point():
        raise ValueError(
            f"input: expected a float tensor of shape (N, C, H, W), got {input.dtype} {tuple(input.shape)}"
        )
    if min(input.shape[2:]) < 1:
        raise ValueError(f"input: expected at least one row and one column, got shape {tuple(input.shape)}")
    if not isinstance(boxes, Tensor):
        boxes = _join_images(input, boxes)
    if boxes.dim() != 2 or boxes.shape[1] != 5:
        raise ValueError(
            f"boxes: expected a tensor of shape (K, 5) or a list of (L, 4) tensors, got {tuple(boxes.shape)}"
        )
    if boxes.dtype not in _LARGEST_INDEX:
        raise ValueError(f"boxes: expected floats, got {boxes.dtype}")
    if len(input) - 1 > _LARGEST_INDEX[boxes.dtype]:
        raise ValueError(
            f"boxes: expected float32, float64, or a list of (L, 4) tensors, since {boxes.dtype} doesn't count to "
            f"{len(input) - 1} images"
        )
    boxes = boxes.detach()
    check_coordinates("boxes", boxes)
    image = boxes[:, 0].long()
    if len(image) and not (int(image.min()) >= 0 and int(image.max()) < len(input)):
        raise ValueError(
            f"boxes: expected image indices from 0 to {len(input) - 1}, got {int(image.min())} to {int(image.max())}"
        )
    return image, widened(boxes[:, 1:])


def _join_images(input: Tensor, boxes: Sequence[Tensor]) -> Tensor:
    """One (L, 4) tensor for each image become one (K, 5) tensor with the image's index in front."""
    if len(boxes) != len(input):
        raise ValueError(f"boxes: expected one tensor for each of the {len(input)} images, got {len(boxes)}")
    for image_boxes in boxes:
        if image_boxes.dim() != 2 or image_boxes.shape[1] != 4:
            raise ValueError(f"boxes: expected tensors of shape (L, 4) in the list, got {tuple(image_boxes.shape)}")
    if not boxes:
        return torch.zeros(0, 5, device=input.device)
    coordinates = torch.cat([widened(image_boxes) for image_boxes in boxes])  # (K, 4)
    counts = torch.tensor([len(image_boxes) for image_boxes in boxes], device=coordinates.device)
    image = torch.arange(len(boxes), device=coordinates.device).repeat_interleave(counts)  # (K,)
    return torch.cat([image[:, None].to(coordinates.dtype), coordinates], dim=1)  # (K, 5)


def read_output_size(output_size: int | Sequence[int]) -> tuple[int, int]:
    """Return the output's rows and columns, from one number for both or from a pair.

    Parameters
    ----------
    output_size : int or (int, int)
        Rows and columns of the output.

    Returns
    -------
    tuple of int
        ``(rows, columns)``.

    Raises
    ------
    ValueError
        If it isn't one or two whole numbers of at least 1.
    """
    sizes = tuple(output_size) if isinstance(output_size, Sequence) else (output_size, output_size)
    if len(sizes) != 2 or any(int(size) != size or size < 1 for size in sizes):
        raise ValueError(f"output_size: expected a whole number or a pair of them, at least 1, got {output_size}")
    return int(sizes[0]), int(sizes[1])


def project_box(boxes: Tensor, spatial_scale: float) -> Tensor:
    """Carry boxes from the image over to its feature map: multiply every coordinate by the map's scale.

    Parameters
    ----------
    boxes : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in pixels of the image.
    spatial_scale : float
        Cells of the feature map for one pixel of the image: 1/16 for a network of total stride 16.

    Returns
    -------
    Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in cells of the feature map, in general no whole numbers.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, section 2.1. Slide "Mask R-CNN": (x, y, w, h) → (x/4, y/4, (x+w)/4, (y+h)/4).
    """
    return boxes * spatial_scale
