"""Which seeds are for training, which for validation, which for testing. No seed is in two."""

from enum import StrEnum


class Split(StrEnum):
    """What scenes are used for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


SEEDS = {
    Split.TRAIN: range(0, 1_000_000_000),
    Split.VALIDATION: range(1_000_000_000, 2_000_000_000),
    Split.TEST: range(2_000_000_000, 3_000_000_000),
}
"""The seeds of each split."""


def scene_seed(split: Split | str, index: int) -> int:
    """Return the seed of one scene of a split.

    Parameters
    ----------
    split : Split or str
        "train", "validation" or "test".
    index : int
        From 0 to 999 999 999.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there is no such split, or the index lies outside its range.

    Examples
    --------
    >>> scene_seed("test", 7)
    2000000007
    """
    seeds = SEEDS[_named(split)]
    if not 0 <= index < len(seeds):
        raise ValueError(f"index must be from 0 to {len(seeds) - 1}; got {index}")
    return seeds[index]


def split_of(seed: int) -> Split | None:
    """Return the split that a seed belongs to, or None if it belongs to none."""
    return next((split for split, seeds in SEEDS.items() if seed in seeds), None)


def _named(split: Split | str) -> Split:
    try:
        return Split(split)
    except ValueError:
        raise ValueError(f"split must be one of {', '.join(Split)}; got {split!r}") from None
