"""The meadow: scenes like those on the slides, drawn from a seed, with boxes, masks, maps and captions.

- `Meadow`: one scene, its things and its maps. ``meadow.py``
- `crop`: one thing that fills the picture, for classification. ``crops.py``
- `MeadowCache`, `CropCache`: many scenes or crops, drawn once. ``cache.py``
- `Split`, `scene_seed`: seeds for training, validation and testing. ``splits.py``
- `WORDS`, `in_grammar`, `is_true`: the captions' grammar. ``captions.py``

A scene comes about in four steps. ``layout.py`` says where everything stands, under which light (``light.py``).
``actors.py`` makes each figure: a skeleton of round cones (``figure.py``; ``quadrupeds.py``, ``pets.py``,
``people.py``, ``trees.py``) and its textures (``textures.py``, ``coat_patterns.py``). ``camera.py`` turns them to the
picture, ``rasteriser.py`` finds what is seen where, and ``drawing.py`` puts that over the ground (``ground.py``) and
its shadows (``shadow.py``).

All random numbers are hashed integers (``random_numbers.py``, ``noise.py``), all angles are computed here
(``angles.py``): one seed is one scene, on every machine.
"""

from lecture_utils.scenes.meadow.cache import CropCache, MeadowCache
from lecture_utils.scenes.meadow.captions import WORDS, in_grammar, is_true
from lecture_utils.scenes.meadow.categories import FINE, SEMANTIC, STUFF, THINGS, VARIANTS
from lecture_utils.scenes.meadow.crops import Crop, crop
from lecture_utils.scenes.meadow.meadow import Meadow
from lecture_utils.scenes.meadow.scene import MOST_THINGS, POSTURES
from lecture_utils.scenes.meadow.splits import SEEDS, Split, scene_seed, split_of

__all__ = [
    "FINE",
    "MOST_THINGS",
    "POSTURES",
    "SEEDS",
    "SEMANTIC",
    "STUFF",
    "THINGS",
    "VARIANTS",
    "WORDS",
    "Crop",
    "CropCache",
    "Meadow",
    "MeadowCache",
    "Split",
    "crop",
    "in_grammar",
    "is_true",
    "scene_seed",
    "split_of",
]
