"""Studies: several networks, trained on growing amounts of data with several seeds, whose figures make one table.

A study is a module of this folder with a module-level ``study``. Its trainings are kept one by one, so it can be
stopped at any time; the same command goes on. The table lies in ``studies/NAME.json``, and `table` reads it. The
networks aren't kept.
"""

import io
import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import numpy as np
import torch
from torch import Tensor
from tqdm.auto import tqdm

import lecture_utils.training as training
from lecture_utils.atomic_write import atomic_write
from lecture_utils.scenes.cache_folder import naming_the_cache
from lecture_utils.scenes.meadow import CropCache, Split
from lecture_utils.training.catalogue import modules
from lecture_utils.training.checkpoint import CheckpointError
from lecture_utils.training.crop_classifier import CropClassifier
from lecture_utils.training.held_out import held_out
from lecture_utils.training.provenance import code_version, commit, machine
from lecture_utils.training.repeatable import mixed_seed
from lecture_utils.training.run import train_network
from lecture_utils.training.state import difference, state_path

FOLDER = Path(__file__).parent / "studies"
"""Where the package's tables lie."""


@dataclass(frozen=True)
class Row:
    """One training of a study.

    Attributes
    ----------
    network : str
    images : int
        Pictures that it was trained on.
    seed : int
        Which network it started as, and which pictures of all.
    steps : int
    figures : dict of str to float
        Held-out, as its recipe measures them.
    training : float
        The first of the figures, on the pictures that it was trained on (the first thousand of them).
    cpu_minutes : float
        Of the processor, on one thread.
    """

    network: str
    images: int
    seed: int
    steps: int
    figures: dict[str, float]
    training: float
    cpu_minutes: float


@dataclass(frozen=True)
class Table:
    """What a study found.

    Attributes
    ----------
    name : str
    parameters : dict of str to int
        Of each network.
    rows : list of Row
    plan : dict
        All that decided the numbers: settings, steps, versions of the code and of the data.
    machine : dict of str to str
    commit : str
    """

    name: str
    parameters: dict[str, int]
    rows: list[Row]
    plan: dict[str, Any]
    machine: dict[str, str]
    commit: str

    @property
    def amounts(self) -> list[int]:
        """The numbers of pictures, rising."""
        return sorted({row.images for row in self.rows})

    def across_seeds(self, network: str, figure: str) -> list[tuple[float, float]]:
        """Return mean and standard deviation (n − 1) over the seeds, for each amount of pictures.

        Parameters
        ----------
        network : str
        figure : str
            The name of a held-out figure, or "training".

        Returns
        -------
        list of (float, float)

        Raises
        ------
        ValueError
            If there is no such network or figure.
        """
        if network not in self.parameters:
            raise ValueError(f"network must be one of {', '.join(self.parameters)}; got {network!r}")
        known = ["training", *self.rows[0].figures]
        if figure not in known:
            raise ValueError(f"figure must be one of {', '.join(known)}; got {figure!r}")
        found = []
        for images in self.amounts:
            own = [row for row in self.rows if (row.network, row.images) == (network, images)]
            values = [row.training if figure == "training" else row.figures[figure] for row in own]
            found.append((mean(values), stdev(values) if len(values) > 1 else 0.0))
        return found


class Some:
    """Some of the crops of a split, drawn by a seed: more pictures hold all of the fewer ones.

    Parameters
    ----------
    crops : CropCache
    count : int
        At most as many as there are.
    seed : int
    """

    def __init__(self, crops: CropCache, count: int, seed: int) -> None:
        self._crops = crops
        self.chosen = np.random.default_rng(mixed_seed(seed)).permutation(len(crops))[:count]
        self.fine, self.labels = crops.fine[self.chosen], crops.labels[self.chosen]

    def __len__(self) -> int:
        return len(self.chosen)

    def images(self, indices: list[int]) -> Tensor:
        """Return pictures (N, 3, H, W)."""
        return self._crops.images(self.chosen[indices].tolist())


@dataclass(frozen=True)
class Study:
    """Several networks on growing amounts of data.

    Attributes
    ----------
    name : str
        The module's.
    summary : str
        One line for the list of recipes.
    recipes : dict of str to CropClassifier
        How each network is trained, by the network's name.
    amounts : tuple of int
        Numbers of pictures.
    epochs, most_steps : int
        Every picture is seen ``epochs`` times, but no training has more steps than ``most_steps``.
    seeds : tuple of int
    """

    name: str
    summary: str
    recipes: Mapping[str, CropClassifier]
    amounts: tuple[int, ...]
    epochs: int
    most_steps: int
    seeds: tuple[int, ...] = (0, 1, 2)

    def steps(self, network: str, images: int) -> int:
        """Return the optimiser's steps of one training."""
        return min(self.epochs * images // self.recipes[network].batch_size, self.most_steps)

    def trainings(self) -> list[tuple[str, int, int]]:
        """Return network, pictures and seed of every training, those on few pictures first."""
        return [(name, images, seed) for images in self.amounts for name in self.recipes for seed in self.seeds]

    def plan(self) -> dict[str, Any]:
        """Return all that decides the numbers."""
        this = machine()
        return {
            "code": {name: code_version(recipe) for name, recipe in self.recipes.items()},
            "settings": {name: recipe.settings() for name, recipe in self.recipes.items()},
            "data": {name: recipe.data_version() for name, recipe in self.recipes.items()},
            "steps": {name: {str(n): self.steps(name, n) for n in self.amounts} for name in self.recipes},
            "seeds": list(self.seeds),
            "processor": this["processor"],
            "torch": this["torch"],
        }

    def data(self, recipe: CropClassifier) -> CropCache:
        """Return all training pictures, from which each training gets some."""
        return recipe.data(Split.TRAIN, max(self.amounts))

    def one(self, network: str, images: int, seed: int) -> Row:
        """Do one training, or go on with it, and measure what came about."""
        recipe = self.recipes[network]
        some = Some(self.data(recipe), images, seed)
        steps = self.steps(network, images)
        plan = {"seed": seed, "steps": steps, "images": images, "study": self.plan()}
        trained, reached, _ = train_network(recipe, some, plan)
        figures = held_out(recipe, trained, recipe.data(Split.TEST, recipe.test_scenes))
        seen = held_out(recipe, trained, Some(self.data(recipe), min(images, recipe.test_scenes), seed))
        return Row(network, images, seed, steps, figures, next(iter(seen.values())), round(reached.cpu / 60, 3))


def all_studies() -> dict[str, Study]:
    """Return the studies of all modules of this folder by name."""
    found = (getattr(import_module(f"{training.__name__}.{module}"), "study", None) for module in modules())
    return {study.name: study for study in found if isinstance(study, Study)}


def carry_out(study: Study, folder: Path | None = None, workers: int | None = None) -> Table:
    """Do all trainings of a study, several at once, and write its table; go on where an earlier call was stopped.

    Parameters
    ----------
    study : Study
    folder : Path or None
        Where the table is written; None is the package's.
    workers : int or None
        Processes; each trains one network on one thread. None is one for each core. The numbers don't depend on it.

    Returns
    -------
    Table

    Raises
    ------
    ValueError
        If ``workers`` isn't positive.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1; got {workers}")
    for recipe in study.recipes.values():
        study.data(recipe), recipe.data(Split.TEST, recipe.test_scenes)  # drawn once, before several want them
    kept = state_path(study.name, 0).with_suffix(".json")
    plan = study.plan()
    rows = _kept_rows(study.name, plan, kept)
    done = {(row.network, row.images, row.seed) for row in rows}
    waiting = [one for one in study.trainings() if one not in done]
    with tqdm(total=len(study.trainings()), initial=len(done), desc=study.name, unit="training") as bar:
        for row in _trained(study, waiting, workers or os.cpu_count() or 1):
            rows.append(row)
            keep_rows(kept, plan, rows)
            state_path(study.recipes[row.network].name, row.seed).unlink(missing_ok=True)
            figure, value = next(iter(row.figures.items()))
            bar.write(f"{row.network}, {row.images} pictures, seed {row.seed}: {figure} {value:.3f}")
            bar.update()
    order = {one: place for place, one in enumerate(study.trainings())}
    rows.sort(key=lambda row: order[row.network, row.images, row.seed])
    parameters = {
        name: sum(values.numel() for values in recipe.network().parameters()) for name, recipe in study.recipes.items()
    }
    table = Table(study.name, parameters, rows, plan, machine(), commit())
    _write((folder or FOLDER) / f"{study.name}.json", asdict(table))
    kept.unlink(missing_ok=True)
    return table


def table(name: str, folder: Path | None = None) -> Table:
    """Read a study's table.

    Parameters
    ----------
    name : str
    folder : Path or None
        None is the package's.

    Returns
    -------
    Table

    Raises
    ------
    CheckpointError
        If there is none, or it can't be read.
    """
    path = (folder or FOLDER) / f"{name}.json"
    again = f"python -m lecture_utils.training {name} makes it"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Table(**content | {"rows": [Row(**row) for row in content["rows"]]})
    except OSError as error:
        raise CheckpointError(f"there is no table of the study {name!r}; {again}") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CheckpointError(f"{path.name} is no table of a study; {again} anew") from error


def keep_rows(path: Path, plan: dict[str, Any], rows: list[Row]) -> None:
    """Write the trainings that are done, with the SHA-256 of what is written."""
    content: dict[str, Any] = {"plan": plan, "rows": [asdict(row) for row in rows]}
    with naming_the_cache(path):
        _write(path, content | {"sha256": _digest(content)})


def _kept_rows(name: str, plan: dict[str, Any], path: Path) -> list[Row]:
    """Return the trainings that an earlier call with the same plan has done; say so if they can't be used."""
    if not path.exists():
        return []
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.pop("sha256", None) != _digest(content):
            raise ValueError("the SHA-256 is wrong")
        saved, rows = content["plan"], [Row(**row) for row in content["rows"]]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        print(f"{name} begins anew: its finished trainings in {path.name} can't be used ({error}).")
        return []
    if why := difference(saved, plan):
        print(f"{name} begins anew: {why}.")
        return []
    return rows


def _digest(content: dict[str, Any]) -> str:
    return sha256(json.dumps(content).encode()).hexdigest()


def _trained(study: Study, waiting: list[tuple[str, int, int]], workers: int) -> Iterator[Row]:
    """Yield the trainings' rows as they come."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running: set[Future[Row]] = {pool.submit(_quietly, study, *one) for one in waiting}
        try:
            while running:
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in finished)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _quietly(study: Study, network: str, images: int, seed: int) -> Row:
    """Do one training without its live table: several would be written across each other."""
    torch.set_num_threads(1)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return study.one(network, images, seed)


def _write(path: Path, content: dict[str, Any]) -> None:
    with atomic_write(path) as file:
        file.write((json.dumps(content, indent=1) + "\n").encode())
