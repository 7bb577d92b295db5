"""What a recipe says about the network that it trains.

A recipe is a module of this folder with a module-level ``recipe``; a module with variants has ``recipes``, a tuple of
them, whose names begin with the module's. The loop (``run.py``) does the rest: seeds, schedule, averaging, resuming,
checkpoint, record.

    class Classification(Recipe):
        name = "classification"
        summary = "an AlexNet-style network for 25 categories of things"
        size = 64
        scenes = 20_000
        steps = 3000

        def network(self):
            return AlexNet(categories=25)

        def data(self, split, count):
            return CropCache(split, count, self.size)

        def batch(self, data, indices):
            crops = data.batch(indices)
            return mirrored_at_random(crops.images), crops.fine

        def loss(self, network, batch):
            images, fine = batch
            return {"cross-entropy": cross_entropy(network(images), fine)}

        def evaluate(self, network, data):
            ...
            return {"top-1": ..., "top-5": ...}


    recipe = Classification()
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from torch import Tensor, nn

from lecture_utils.scenes.meadow.cache import fingerprint
from lecture_utils.scenes.meadow.splits import Split


class Recipe(ABC):
    """How a small network is trained: subclass it, set the attributes, write the five methods.

    All random numbers are torch's global ones. The loop seeds them: by the seed before the network is made, by the seed
    and the step's number before each step, and before data and figures. So whatever a method draws is repeatable.
    numpy's and Python's own generators aren't seeded: don't use them.

    Attributes
    ----------
    name : str
        The module's name, or one that begins with it and an underscore; also the checkpoint's.
    summary : str
        One line for the list of recipes.
    size : int
        Height and width of the scenes in pixels.
    scenes, steps : int
        Training scenes (or crops), and the optimiser's steps.
    seeds : tuple of int
        What is trained by default. The checkpoint is the first one's network.
    test_scenes : int
        Held-out scenes, at most `MOST_TEST_SCENES`: a test evaluates every checkpoint on all of them, and has seconds.
    validation_scenes : int
        Scenes on which the averaged network is evaluated in every row of the live table; 0 for none. All of it together
        should take little beside the training.
    batch_size : int
    learning_rate, weight_decay : float
        Of AdamW. The rate is the highest; biases, norms and other vectors don't decay.
    warm_up : float
        Share of the steps in which the rate rises to its highest; afterwards it falls along a cosine to 0.
    averaging : float
        Decay of the averaged weights, which are those that are kept.
    clip : float
        Largest norm of the gradient.
    channels_last : bool
        Whether the network's weights lie channels last, which is faster for most convolutional networks.
    starts_from : tuple of str
        Recipes whose checkpoints `start` loads. They are trained before, and their SHA-256 is recorded.
    fitted_scenes : int or None
        The first so many training scenes are all that `finish` looks at; None: it may look at all.
    snapshots : tuple of float
        Shares of the training, from 0 (untrained) to 1 (trained), at which `snapshot` is taken of the averaged network.
        What is seen is kept beside the checkpoint; :func:`~lecture_utils.training.snapshots.load_snapshots` reads it.
    """

    name: str
    summary: str
    size: int = 128
    scenes: int
    steps: int
    seeds: tuple[int, ...] = (0, 1, 2)
    test_scenes: int = 500
    validation_scenes: int = 0
    batch_size: int = 32
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    warm_up: float = 0.05
    averaging: float = 0.998
    clip: float = 1.0
    channels_last: bool = False
    starts_from: tuple[str, ...] = ()
    fitted_scenes: int | None = None
    snapshots: tuple[float, ...] = ()

    @abstractmethod
    def network(self) -> nn.Module:
        """Make the network, untrained."""

    @abstractmethod
    def data(self, split: Split | str, count: int) -> Any:
        """Return the first scenes of a split, as something with a length: a cache, usually."""

    @abstractmethod
    def batch(self, data: Any, indices: list[int]) -> Any:
        """Return the training examples of these indices, augmented where that helps."""

    @abstractmethod
    def loss(self, network: Any, batch: Any) -> dict[str, Tensor]:
        """Return each term of the loss by its name, always the same names; their sum is minimised."""

    @abstractmethod
    def evaluate(self, network: Any, data: Any) -> dict[str, float]:
        """Return held-out figures by name, the most telling first. Gradients are off, the network is in eval mode."""

    def start(self, network: Any) -> None:  # noqa: B027 (needn't be overridden)
        """Load what training starts from, such as a backbone's weights; freeze what isn't trained."""

    def finish(self, network: Any, data: Any) -> dict[str, Any]:
        """Fit what no gradient fits, such as support vector machines, to the training data after the last step.

        Returns
        -------
        dict of str to object
            What the record should tell of it, as JSON can hold it.
        """
        return {}

    def snapshot(self, network: Any) -> dict[str, Tensor]:
        """Return what is to be recorded of the averaged network at a moment of the training.

        Parameters
        ----------
        network : nn.Module
            In eval mode; gradients are off.

        Returns
        -------
        dict of str to Tensor
            Small tensors, of one shape at all moments: labels as bytes, scores in half precision.
        """
        raise NotImplementedError(f"{type(self).__name__} has snapshots, so it must say what to record")

    def parameter_groups(self, network: nn.Module) -> list[dict[str, Any]]:
        """Return AdamW's parameter groups: matrices decay, vectors don't. A group may have a learning rate of its own.

        Parameters
        ----------
        network : nn.Module

        Returns
        -------
        list of dict
            With "params" and optionally "lr" (the highest) and "weight_decay".
        """
        trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
        matrices = [parameter for parameter in trained if parameter.dim() >= 2]
        vectors = [parameter for parameter in trained if parameter.dim() < 2]
        groups: list[dict[str, Any]] = [{"params": matrices}, {"params": vectors, "weight_decay": 0.0}]
        return [group for group in groups if group["params"]]

    def settings(self) -> dict[str, Any]:
        """Return the numbers that decide how a step changes the weights."""
        return {name: getattr(self, name) for name in SETTINGS}

    def data_version(self) -> str:
        """Return what changes whenever the data's drawing does."""
        return fingerprint(self.size)


def with_own_rate(groups: list[dict[str, Any]], parameters: Iterable[Tensor], rate: float) -> list[dict[str, Any]]:
    """Take some parameters out of AdamW's groups, into groups behind them that differ in the highest learning rate.

    Parameters
    ----------
    groups : list of dict
        As `Recipe.parameter_groups` returns them.
    parameters : iterable of Tensor
    rate : float

    Returns
    -------
    list of dict
        Without empty groups.
    """
    chosen = {id(parameter) for parameter in parameters}
    rest = [group | {"params": [one for one in group["params"] if id(one) not in chosen]} for group in groups]
    own = [group | {"params": [one for one in group["params"] if id(one) in chosen], "lr": rate} for group in groups]
    return [group for group in rest + own if group["params"]]


SETTINGS = (
    "size",
    "batch_size",
    "learning_rate",
    "weight_decay",
    "warm_up",
    "averaging",
    "clip",
    "channels_last",
)
"""The attributes of a recipe that decide how a step changes the weights."""

MOST_TEST_SCENES = 1000
"""Held-out scenes of a recipe, at most: a checkpoint is evaluated within seconds."""
