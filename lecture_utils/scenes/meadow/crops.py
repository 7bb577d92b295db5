"""Pictures of one thing each, for classification: five labels, 25 finer categories."""

from typing import NamedTuple

from torch import Tensor

from lecture_utils.scenes.meadow.categories import FINE, VARIANTS
from lecture_utils.scenes.meadow.meadow import as_image, check_seed, check_size, fine_category
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.scene import RenderedScene, portrait_scene

_CATEGORY = 4


class Crop(NamedTuple):
    """A picture of one thing.

    Attributes
    ----------
    image : Tensor, shape (3, H, W), float32
        In [0, 1].
    label : int
        Index of :data:`~lecture_utils.scenes.meadow.categories.THINGS`.
    fine : int
        Index of :data:`~lecture_utils.scenes.meadow.categories.FINE`.
    """

    image: Tensor
    label: int
    fine: int

    @property
    def name(self) -> str:
        """The finer category in words."""
        return FINE[self.fine]


def crop(seed: int, size: int = 64, thing: str | None = None) -> Crop:
    """Draw one thing that fills most of the picture; leaves or the border may hide a part of it.

    Parameters
    ----------
    seed : int
        From 0 to 2⁶³ − 1. :func:`~lecture_utils.scenes.meadow.splits.scene_seed` gives those of a split.
    size : int
        Height and width in pixels, from 32 to 512.
    thing : str or None
        A name of ``THINGS`` or of ``FINE``; None leaves it to the seed, every finer category being as likely.

    Returns
    -------
    Crop

    Raises
    ------
    ValueError
        If an argument is none of the above.
    """
    check_seed(seed)
    check_size(size)
    scene, fine = crop_scene(seed, size, thing)
    return Crop(as_image(scene.image), fine // VARIANTS, fine)


def crop_scene(seed: int, size: int, thing: str | None = None) -> tuple[RenderedScene, int]:
    """Draw the scene of a crop in whole numbers; return it with the finer category that it shows."""
    random = RandomNumbers(seed, _CATEGORY)
    fine = random.below(len(FINE)) if thing is None else fine_category(thing, random)
    return portrait_scene(seed, size, fine), fine
