"""The lecture's scenes behind one control, the viewer's own picture among them."""

from collections.abc import Sequence

from torch import Tensor

from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, LectureScene, lecture_scene, own_scene
from lecture_utils.stage import Choice


class ShownScenes:
    """Scenes by name: drawn when they are first shown.

    Parameters
    ----------
    names : sequence of str
        Of the lecture's scenes.
    own : LectureScene, optional
        The viewer's picture, shown first.

    Examples
    --------
    >>> scenes = shown_scenes()
    >>> scenes["a tiny dog"].names
    ('dog',)
    >>> Demo("found", title, [scenes.control()], panels)
    """

    def __init__(self, names: Sequence[str] = SCENE_NAMES, own: LectureScene | None = None) -> None:
        self.own = own
        self.names = (*([] if own is None else [own.name]), *names)

    def __getitem__(self, name: str) -> LectureScene:
        if self.own is not None and name == self.own.name:
            return self.own
        return lecture_scene(name)

    def __len__(self) -> int:
        return len(self.names)

    def control(
        self, name: str = "scene", label: str = "scene", start: str | None = None, frozen: int | None = None
    ) -> Choice:
        """Make the control that goes through the scenes.

        Only the scene that is chosen is computed: none is drawn ahead. A page without a kernel offers the first
        ``frozen`` scenes and the one that is shown first; all of them where left out.
        """
        kept = self.names if frozen is None else (*self.names[:frozen], *([start] if start else []))
        return Choice(
            name, self.names, start=start, label=label, frozen_options=tuple(dict.fromkeys(kept)), ahead=False
        )


def shown_scenes(picture: Tensor | None = None, names: Sequence[str] = SCENE_NAMES) -> ShownScenes:
    """Return the lecture's scenes; the viewer's picture (3, H, W) in [0, 1] before them, where there is one.

    Raises
    ------
    ValueError
        If the picture isn't one.
    """
    return ShownScenes(names, None if picture is None else own_scene(picture))
