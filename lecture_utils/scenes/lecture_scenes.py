"""The lecture's scenes: twelve test scenes that all detectors and segmenters are shown on; and the viewer's picture.

>>> scenes = lecture_scenes()
>>> scenes[0]
LectureScene('a cow, a dog and two cats': 4 things, 3×128×128)
>>> scenes[0].boxes.shape, scenes[0].names
(torch.Size([4, 4]), ('dog', 'cow', 'cat', 'cat'))

They were looked for by their truth among the first 700 scenes of the test split, which no network has learned from, and
picked for what they show. The first one is the example of every lecture, so that a viewer sees the same cow found by
each method.
"""

from dataclasses import dataclass
from functools import cache, cached_property

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.scenes.meadow import THINGS, Meadow, Split, scene_seed
from lecture_utils.scenes.picture import check_picture

SIZE = 128
"""Height and width in pixels at which the lecture's detectors and segmenters learn and are tested."""

LARGE = 512
"""Height and width of the same scene drawn large, for the lecture hall."""

PICKED = {
    "a cow, a dog and two cats": 669,
    "two overlapping horses": 146,
    "a cow cut off by the border": 189,
    "a tiny dog": 151,
    "a dog behind a bush": 64,
    "an empty meadow": 216,
    "eight things": 316,
    "two cows in one place": 412,
    "a herd of horses": 254,
    "people in pairs": 564,
    "all five kinds": 481,
    "one near, others far": 206,
}
"""What each scene shows, and its index in the test split."""

SCENE_NAMES = tuple(PICKED)
"""In the order in which they are shown."""


@dataclass(frozen=True, eq=False)
class LectureScene:
    """A picture at the networks' size, with its truth where it is known.

    It has the boxes, labels and masks that :mod:`~lecture_utils.methods.evaluation` asks of a truth.

    Attributes
    ----------
    name : str
        What the scene shows.
    image : Tensor, shape (3, 128, 128), float32
        In [0, 1]: what the networks get.
    boxes : Tensor, shape (K, 4), float32
        ``(x1, y1, x2, y2)`` in pixels of ``image``, from the farthest thing to the nearest; none without truth.
    labels : Tensor, shape (K,), int64
        Indices of ``THINGS``.
    masks : Tensor, shape (K, 128, 128), bool
    semantic : Tensor, shape (128, 128), int64
        Indices of ``SEMANTIC``; −1 without truth.
    seed : int or None
        Of the meadow; None for the viewer's own picture.
    own : Tensor, shape (3, S, S), or None
        The viewer's own picture, cut to a square and not reduced.
    """

    name: str
    image: Tensor
    boxes: Tensor
    labels: Tensor
    masks: Tensor
    semantic: Tensor
    seed: int | None = None
    own: Tensor | None = None

    @property
    def has_truth(self) -> bool:
        """Whether it is known what is in the picture."""
        return self.seed is not None

    @property
    def names(self) -> tuple[str, ...]:
        """The category of each thing in words."""
        return tuple(THINGS[label] for label in self.labels)

    @cached_property
    def large(self) -> Tensor:
        """The same picture with more pixels, shape (3, S, S), to be looked at; no network gets it."""
        if self.seed is None:
            return self.image if self.own is None else self.own
        return Meadow(self.seed, LARGE).image

    def __repr__(self) -> str:
        count = len(self.boxes)
        things = f"{count} thing{'' if count == 1 else 's'}" if self.has_truth else "no truth"
        return f"LectureScene({self.name!r}: {things}, {'×'.join(map(str, self.image.shape))})"


def lecture_scene(name: str = SCENE_NAMES[0]) -> LectureScene:
    """Draw one of the lecture's scenes; the same object at every call.

    Parameters
    ----------
    name : str
        One of `SCENE_NAMES`; the first is the example of every lecture.

    Raises
    ------
    ValueError
        If there is no scene of this name.
    """
    if name not in PICKED:
        raise ValueError(f"name must be one of {', '.join(SCENE_NAMES)}; got {name!r}")
    return _drawn(name)


@cache
def _drawn(name: str) -> LectureScene:
    seed = scene_seed(Split.TEST, PICKED[name])
    drawn = Meadow(seed, SIZE)
    return LectureScene(name, drawn.image, drawn.boxes, drawn.labels, drawn.masks, drawn.semantic, seed)


def lecture_scenes() -> tuple[LectureScene, ...]:
    """Return all of the lecture's scenes, in the order of `SCENE_NAMES`."""
    return tuple(lecture_scene(name) for name in SCENE_NAMES)


def own_scene(picture: Tensor, name: str = "your picture") -> LectureScene:
    """Bring the viewer's picture to the networks' size, as a scene without truth.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W)
        Floats in [0, 1], as :func:`~lecture_utils.scenes.picture_file.load_picture` and
        :class:`~lecture_utils.scenes.upload.PictureChoice` give it. The largest square is cut out of its middle.
    name : str
        What it shows.

    Returns
    -------
    LectureScene
        With no boxes, labels or masks.

    Raises
    ------
    ValueError
        If it isn't a picture.
    """
    check_picture(picture, "picture")
    square = _middle_square(picture.float())
    image = interpolate(square[None], size=(SIZE, SIZE), mode="bilinear", antialias=True)[0].clamp(0, 1)
    nothing = torch.zeros(0, SIZE, SIZE, dtype=torch.bool)
    labels, unknown = torch.zeros(0, dtype=torch.int64), torch.full((SIZE, SIZE), -1)
    return LectureScene(name, image, torch.zeros(0, 4), labels, nothing, unknown, own=square)


def _middle_square(picture: Tensor) -> Tensor:
    """Cut the largest square out of the middle: (3, S, S)."""
    height, width = picture.shape[1:]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return picture[:, top : top + side, left : left + side]
