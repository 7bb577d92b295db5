"""Real photographs that need no download: they lie inside the wheels of scikit-image and scikit-learn.

>>> cat = photograph("chelsea")
>>> cat.image.shape
torch.Size([3, 300, 451])
>>> cat.credit
'Stefan van der Walt'
"""

from dataclasses import dataclass
from importlib import import_module

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True)
class Photograph:
    """A photograph with the credit that belongs beside it.

    Attributes
    ----------
    image : Tensor, shape (3, H, W)
        Float values in [0, 1]. Grey photographs have three equal channels.
    name : str
        What :func:`photograph` takes.
    title : str
        What is seen, in one sentence without a full stop; serves as the text alternative.
    credit : str
        Who made the photograph.
    licence : str
        Under which licence it may be shown, as stated by the library it comes with.
    source : str
        The library that brings it.
    """

    image: Tensor
    name: str
    title: str
    credit: str
    licence: str
    source: str

    @property
    def credit_line(self) -> str:
        """One line for a caption: title, credit, licence and source."""
        return f"{self.title}. Photograph: {self.credit}; {self.licence}; from {self.source}."

    def __repr__(self) -> str:
        _, height, width = self.image.shape
        return f"Photograph({self.name!r}, {height} × {width} pixels, {self.credit}, {self.licence})"


_SCIKIT_IMAGE = "scikit-image"
_SCIKIT_LEARN = "scikit-learn"
_CC0 = "CC0 1.0"
_PUBLIC_DOMAIN = "public domain"
_UNRESTRICTED = "no known copyright restrictions"

# name: (title, credit, licence, source). Credits and licences are those of scikit-image's docstrings and of
# scikit-learn's ``datasets/images/README.txt``. Pictures whose licence isn't stated there (moon, page, the stereo
# motorcycle) are left out. For the flower that README names the china's photographer, but links to vultilion's page.
_ABOUT = {
    "chelsea": ("The face of Chelsea, a tabby cat", "Stefan van der Walt", _CC0, _SCIKIT_IMAGE),
    "coffee": ("A cup of coffee and a spoon on a red saucer", "Rachel Michetti", _CC0, _SCIKIT_IMAGE),
    "astronaut": (
        "The astronaut Eileen Collins before a flag and a model of the Space Shuttle",
        "NASA",
        _PUBLIC_DOMAIN,
        _SCIKIT_IMAGE,
    ),
    "rocket": ("A Falcon 9 rocket stands among its towers at dusk", "SpaceX", _PUBLIC_DOMAIN, _SCIKIT_IMAGE),
    "china": (
        "A Chinese pavilion with tiled roofs above a lake",
        "danielbuechele (Flickr)",
        "CC BY 2.0",
        _SCIKIT_LEARN,
    ),
    "flower": ("An orange dahlia before dark leaves", "vultilion (Flickr)", "CC BY 2.0", _SCIKIT_LEARN),
    "camera": ("A man with a camera on a tripod, in grey", "Lav Varshney", _CC0, _SCIKIT_IMAGE),
    "coins": ("Four rows of six Greek coins from Pompeii, in grey", "Brooklyn Museum", _UNRESTRICTED, _SCIKIT_IMAGE),
    "hubble_deep_field": ("Galaxies in the Hubble eXtreme Deep Field", "NASA", _PUBLIC_DOMAIN, _SCIKIT_IMAGE),
    "retina": ("The retina of a human eye", "Mikael Häggström", _CC0, _SCIKIT_IMAGE),
    "brick": ("A brick wall, in grey", "CC0Textures", _CC0, _SCIKIT_IMAGE),
    "grass": ("Grass, in grey", "linolafett (DeviantArt)", _CC0, _SCIKIT_IMAGE),
    "gravel": ("Gravel, in grey", "CC0Textures", _CC0, _SCIKIT_IMAGE),
}

PHOTOGRAPHS: tuple[str, ...] = tuple(_ABOUT)
"""Names that :func:`photograph` takes; the first is its default."""


def photograph(name: str = "chelsea") -> Photograph:
    """Load one of the photographs that the installed libraries bring with them. No network is used.

    Parameters
    ----------
    name : str
        One of :data:`PHOTOGRAPHS`.

    Returns
    -------
    Photograph
        With a fresh ``image`` of shape (3, H, W), float32 in [0, 1]: changing it changes no other caller's.

    Raises
    ------
    ValueError
        If there is no photograph of this name.
    """
    if name not in _ABOUT:
        raise ValueError(f"name must be one of {', '.join(PHOTOGRAPHS)}; got {name!r}")
    title, credit, licence, source = _ABOUT[name]
    return Photograph(_read(name, source), name, title, credit, licence, source)


def _read(name: str, source: str) -> Tensor:
    """Pixels as float (3, H, W); the libraries are imported here because together they take a second."""
    if source == _SCIKIT_LEARN:
        pixels = import_module("sklearn.datasets").load_sample_image(f"{name}.jpg")
    else:
        pixels = getattr(import_module("skimage.data"), name)()
    if pixels.ndim == 2:
        pixels = np.stack([pixels] * 3, axis=-1)  # (H, W, 3)
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1).float().div(255).contiguous()  # (3, H, W)
