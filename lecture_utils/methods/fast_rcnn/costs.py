"""What one run of the convolutions over the image saves against one for each region."""

from lecture_utils.methods.validation import require


def speed_up(regions: int, crop: int, image: tuple[int, int], per_pixel: float, head: float) -> float:
    """Count how many times as many multiply–adds R-CNN needs for an image as Fast R-CNN.

    Parameters
    ----------
    regions : int
        R, the proposals of the image.
    crop : int
        Rows and columns to which R-CNN warps each region.
    image : (int, int)
        Height and width in pixels.
    per_pixel : float
        Multiply–adds of the convolutions for one pixel of what they run over.
    head : float
        Multiply–adds of the fully connected layers for one region: both need them for each region.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If ``regions``, ``crop`` or a side of the image isn't positive, or a cost is negative or both are 0.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, sections 1.1 and 3.1: R-CNN is slow because it runs a network for each proposal,
    "without sharing computation".
    """
    require(regions >= 1, "regions", "a positive integer", regions)
    require(crop >= 1, "crop", "a positive integer", crop)
    require(min(image) >= 1, "image", "a positive height and width", image)
    require(min(per_pixel, head) >= 0 < max(per_pixel, head), "per_pixel", "costs above 0", (per_pixel, head))
    for_each_region = regions * (crop**2 * per_pixel + head)
    for_the_image = image[0] * image[1] * per_pixel + regions * head
    return for_each_region / for_the_image
