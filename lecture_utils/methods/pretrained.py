"""Networks that others trained: torchvision's, from torch.hub's folder of downloads."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn
from torch.hub import HASH_REGEX

from lecture_utils.methods.validation import require

if TYPE_CHECKING:
    from torchvision.models import WeightsEnum


class Pretrained(NamedTuple):
    """A trained network and what one needs to use it.

    Attributes
    ----------
    network : nn.Module
        In eval mode.
    categories : tuple of str
        What its scores stand for.
    transform : callable
        Turns an image, shape (3, H, W), floats in [0, 1], into what the network takes, shape (3, h, w). Networks take
        batches: ``network(transform(image)[None])``.
    note : str
        Which network it is and where it is from, in one or two sentences.
    """

    network: nn.Module
    categories: tuple[str, ...]
    transform: Callable[[Tensor], Tensor]
    note: str


class NoPretrainedWeights(RuntimeError):
    """The weights aren't here, can't be fetched or can't be used. The message says which, and what to do."""


def torchvision_network(name: str, download: bool = False) -> Pretrained:
    """Load one of torchvision's networks with the weights that torchvision publishes.

    The weights are looked for in torch.hub's folder (``$TORCH_HOME/hub/checkpoints``, otherwise
    ``~/.cache/torch/hub/checkpoints``), where torchvision itself leaves them. The file's SHA-256 has to begin as its
    name says, whether it was there or is fetched now. No code in it is run: torch reads tensors out of it and nothing
    else (``weights_only``).

    Parameters
    ----------
    name : str
        A network of torchvision, "resnet50": with the weights that torchvision recommends. Or certain weights,
        "ResNet50_Weights.IMAGENET1K_V1".
    download : bool
        Whether the weights may be fetched from the internet. By default nothing is.

    Returns
    -------
    Pretrained

    Raises
    ------
    ValueError
        If torchvision has no such network.
    NoPretrainedWeights
        If the weights aren't there, or can't be fetched, or are damaged.
    """
    from torchvision import models

    model, weights = _find(name)
    path = Path(torch.hub.get_dir()) / "checkpoints" / weights.url.rpartition("/")[2]
    found = path.exists()
    if not found and not download:
        size = weights.meta.get("_file_size")
        fetches = f"pretrained({name!r}, download=True) fetches it" + (f" ({size:.0f} MB)" if size else "")
        raise NoPretrainedWeights(f"torchvision's {model} isn't on this computer; {fetches}.")
    if found:
        _check_hash(path, model)
    try:
        # torchvision's builders load pickles whose code would run: what was read as tensors only has none.
        weights.get_state_dict(progress=download, check_hash=True, weights_only=True)
        network = models.get_model(model, weights=weights, progress=download)
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise NoPretrainedWeights(f"torchvision's {model} can't be fetched from the internet ({reason}).") from error
    except (RuntimeError, TypeError, UnpicklingError, EOFError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise NoPretrainedWeights(f"torchvision's {model} can't be used ({reason}).") from error
    categories = tuple(weights.meta.get("categories") or ())
    note = f"torchvision's {model} with {weights}: {len(categories)} categories."
    return Pretrained(network.eval(), categories, weights.transforms(), note)


def _find(name: str) -> tuple[str, "WeightsEnum"]:
    """Return the name of a network, and the weights that are meant."""
    from torchvision import models

    known = models.list_models()
    if name in known:
        return name, models.get_model_weights(name).DEFAULT
    for model in known:
        for weights in models.get_model_weights(model):
            if str(weights) == name:
                return model, weights
    expected = "a network of torchvision, such as resnet50, or weights, such as ResNet50_Weights.IMAGENET1K_V1"
    require(False, "name", expected, repr(name))
    raise AssertionError  # not reached


def _check_hash(path: Path, model: str) -> None:
    """Compare the beginning of the SHA-256 with the file's name; torch.hub does so only when it downloads."""
    named = HASH_REGEX.search(path.name)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if named and not digest.startswith(named.group(1)):
        raise NoPretrainedWeights(
            f"torchvision's {model} is damaged on this computer: the SHA-256 of {path.name} begins with "
            f"{digest[: len(named.group(1))]}. Delete the file in torch.hub's folder and fetch it again."
        )
