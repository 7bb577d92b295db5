"""Trained weights with their record: NAME.safetensors and NAME.json, side by side."""

import json
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from lecture_utils.atomic_write import atomic_write
from lecture_utils.training.catalogue import recipe_named

FOLDER = Path(__file__).parent / "checkpoints"
"""Where the package's checkpoints lie."""


class CheckpointError(RuntimeError):
    """A checkpoint can't be used; the message says why, and what to do."""


@dataclass(frozen=True)
class Record:
    """How a checkpoint came about, and what it reaches.

    Attributes
    ----------
    name : str
        The recipe's.
    sha256 : str
        Of the file of weights.
    seed, scenes, steps : int
    parameters : int
    data_version : str
        The recipe's ``data_version`` when it was trained.
    starts_from : dict of str to str
        SHA-256 of the checkpoints that training started from, by name.
    test : dict
        The held-out scenes: "split", "first" (seed), "count".
    figures : dict of str to float
        Held-out figures of the network as it is stored.
    seeds : dict of str to dict
        The same of every seed that was trained.
    mean, spread : dict of str to float
        Over the seeds: the mean, and the standard deviation (n − 1); no spread of one seed.
    minutes, cpu_minutes : float
        By the clock and of the processor, for the checkpoint's own network.
    chosen_for_minutes : float or None
        The time that the number of steps was chosen for.
    machine : dict of str to str
        Processor, system, versions of Python and torch.
    commit, code : str
        The package's last commit, and `provenance.code_version`.
    settings : dict
        The recipe's numbers.
    history : list of dict
        The table of losses of the checkpoint's own training.
    snapshots_sha256 : str or None
        Of the file of recorded snapshots, where the recipe names some.
    fitted : dict of str to object
        What the recipe's ``finish`` tells of what it fitted without gradients.
    """

    name: str
    sha256: str
    seed: int
    scenes: int
    steps: int
    parameters: int
    data_version: str
    starts_from: dict[str, str]
    test: dict[str, Any]
    figures: dict[str, float]
    seeds: dict[str, dict[str, float]]
    mean: dict[str, float]
    spread: dict[str, float]
    minutes: float
    cpu_minutes: float
    chosen_for_minutes: float | None
    machine: dict[str, str]
    commit: str
    code: str
    settings: dict[str, Any]
    history: list[dict[str, float]]
    snapshots_sha256: str | None = None
    fitted: dict[str, Any] = field(default_factory=dict)


def stored_form(network: nn.Module) -> dict[str, Tensor]:
    """Return a network's weights as they are stored: in half precision where every number fits into it.

    Parameters
    ----------
    network : Module

    Returns
    -------
    dict of str to Tensor
        Whole numbers stay as they are; floats with a number beyond ±65504 stay float32.

    Raises
    ------
    ValueError
        If a number isn't finite.
    """
    stored = {}
    for name, value in network.state_dict().items():
        kept = value.detach().clone(memory_format=torch.contiguous_format)
        if kept.is_floating_point():
            if not kept.isfinite().all():
                raise ValueError(f"network must have finite weights; {name} has others: training has diverged")
            half = kept.half()
            kept = half if half.isfinite().all() else kept
        stored[name] = kept
    return stored


def write_checkpoint(weights: dict[str, Tensor], record: dict[str, Any], folder: Path | None = None) -> Record:
    """Write both files; the SHA-256 is added to the record here.

    Parameters
    ----------
    weights : dict of str to Tensor
        What `stored_form` returned.
    record : dict
        The other fields of a `Record`.
    folder : Path or None
        None is the package's.

    Returns
    -------
    Record
    """
    folder = folder or FOLDER
    content = save(weights)
    written = Record(sha256=sha256(content).hexdigest(), **record)
    text = _readable(asdict(written))  # raises before anything is written
    with atomic_write(folder / f"{written.name}.safetensors") as file:
        file.write(content)
    _write_text(text, written.name, folder)
    return written


def add_snapshots(name: str, snapshots_sha256: str, folder: Path | None = None) -> Record:
    """Write into a checkpoint's record which file of recorded snapshots is its own.

    Parameters
    ----------
    name : str
        The recipe's.
    snapshots_sha256 : str
        Of the file.
    folder : Path or None
        None is the package's.

    Returns
    -------
    Record

    Raises
    ------
    CheckpointError
        If there is no record, or it can't be read.
    """
    written = replace(record(name, folder), snapshots_sha256=snapshots_sha256)
    _write_text(_readable(asdict(written)), name, folder or FOLDER)
    return written


def record(name: str, folder: Path | None = None) -> Record:
    """Read how a checkpoint came about, and what it reaches.

    Parameters
    ----------
    name : str
        The recipe's.
    folder : Path or None
        None is the package's.

    Returns
    -------
    Record

    Raises
    ------
    CheckpointError
        If there is no record, or it can't be read.
    """
    path = (folder or FOLDER) / f"{name}.json"
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise CheckpointError(f"There is no {path.name} in {path.parent}. {remedy(name)}") from None
    except (TypeError, ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is not a checkpoint's record ({error}). {remedy(name)}") from None


def load_weights(network: nn.Module, name: str, part: str = "", folder: Path | None = None) -> nn.Module:
    """Load a checkpoint into a network.

    Parameters
    ----------
    network : Module
        As the recipe makes it, or as the part of it.
    name : str
        The recipe's.
    part : str
        A part of the recipe's network, such as "trunk"; "" is all of it.
    folder : Path or None
        None is the package's.

    Returns
    -------
    Module
        ``network`` itself.

    Raises
    ------
    CheckpointError
        If a file is missing or can't be read, isn't the one that the record names, or doesn't fit the network.
    ValueError
        If the recipe's network has no such part.
    """
    weights = _weights(name, folder or FOLDER)
    if part:
        weights = _of_part(weights, part)
    wanted = network.state_dict()
    for problem, keys in (("lacks", wanted.keys() - weights.keys()), ("also has", weights.keys() - wanted.keys())):
        if keys:
            raise CheckpointError(f"The checkpoint {name} {problem} {', '.join(sorted(keys))}. {remedy(name)}")
    for key, value in weights.items():
        if value.shape != wanted[key].shape:
            shapes = f"{tuple(value.shape)} instead of {tuple(wanted[key].shape)}"
            raise CheckpointError(f"The checkpoint {name} has {key} in shape {shapes}. {remedy(name)}")
    network.load_state_dict(weights)
    return network


def load_network(name: str, folder: Path | None = None) -> nn.Module:
    """Return a recipe's trained network, ready to be used.

    Parameters
    ----------
    name : str
        The recipe's.
    folder : Path or None
        None is the package's.

    Returns
    -------
    Module
        In float32 and eval mode.

    Raises
    ------
    ValueError
        If there is no such recipe.
    CheckpointError
        See `load_weights`.
    """
    with torch.random.fork_rng(devices=[]):
        network = recipe_named(name).network()
    return load_weights(network, name, folder=folder).eval()


def _weights(name: str, folder: Path) -> dict[str, Tensor]:
    path = folder / f"{name}.safetensors"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CheckpointError(f"There is no {path.name} in {folder}. {remedy(name)}") from None
    try:
        weights: dict[str, Tensor] = load(content)
    except SafetensorError as error:
        raise CheckpointError(f"{path} is not a safetensors file ({error}). {remedy(name)}") from None
    if sha256(content).hexdigest() != record(name, folder).sha256:
        raise CheckpointError(f"{path} and {name}.json don't belong together: the SHA-256 differs. {remedy(name)}")
    return weights


def _of_part(weights: dict[str, Tensor], part: str) -> dict[str, Tensor]:
    start = f"{part}."
    chosen = {key.removeprefix(start): value for key, value in weights.items() if key.startswith(start)}
    if not chosen:
        parts = dict.fromkeys(key.split(".")[0] for key in weights)
        raise ValueError(f"part must be a part of the recipe's network: {', '.join(parts)} or in it; got {part!r}")
    return chosen


def _write_text(text: str, name: str, folder: Path) -> None:
    with atomic_write(folder / f"{name}.json") as file:
        file.write(text.encode())


def _readable(fields: dict[str, Any]) -> str:
    """Write JSON with a line for each field, and for each row of the table."""
    rows = fields.pop("history")
    lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in fields.items()]
    table = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    return "{\n" + ",\n".join([*lines, f' "history": [\n{table}\n ]']) + "\n}\n"


def remedy(name: str) -> str:
    """Say what to do about a checkpoint that can't be used."""
    return f"Train it again: python -m lecture_utils.training {name}"
