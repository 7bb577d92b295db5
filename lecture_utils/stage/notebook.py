"""Showing things in a notebook: demos, single pictures and the package's own source."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display

from lecture_utils.stage.demo import Demo
from lecture_utils.stage.drawing import Panel
from lecture_utils.stage.leftover import hide_left_over
from lecture_utils.stage.player import Player, current_size, set_size, size_trait
from lecture_utils.stage.still import still

# The players that a cell made, by the cell and its run: running a cell again ends the players of its earlier runs.
_players_of_cell: dict[str, tuple[str, list[Player]]] = {}
CELLS_KEPT = 64


class NotebookSize(anywidget.AnyWidget):
    """Sets the size of the letters of the notebook that it is shown in; nothing of it can be seen."""

    _esm = Path(__file__).with_name("hall.js")
    size = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return ""


class StillPicture:
    """The picture that stands in the notebook: seen on GitHub, in a PDF, and when nothing runs."""

    def __init__(self, demo: Demo, **state: Any) -> None:
        self.demo, self.state = demo, state

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        stream = io.BytesIO()
        image = still(self.demo, current_size(), **self.state)
        image.save(stream, "PNG", optimize=True)
        words = self.demo.alternative(**self.state)
        return {"image/png": stream.getvalue(), "text/plain": words}, {"image/png": {"alt": words}}

    def __repr__(self) -> str:
        return self.demo.alternative(**self.state)


def show(thing: Demo | Callable[..., Any], folded: bool = False) -> None:
    """Show a demo live, or the source of a function or class of the package.

    Parameters
    ----------
    thing : Demo, function or class
        A demo is shown as a picture with a text alternative and, where a kernel and a browser live, as its player,
        which takes the picture's place.
    folded : bool
        For source: show one line to click on.

    Raises
    ------
    ValueError
        If ``thing`` is neither.
    """
    if isinstance(thing, Demo):
        live = get_ipython() is not None
        if live:
            hide_left_over(between=1)
        display(StillPicture(thing))
        if live:
            display(_registered(Player(thing)))
    elif callable(thing):
        from lecture_utils.stage.source import show_source

        show_source(thing, folded)
    else:
        raise ValueError(f"thing must be a demo, a function or a class, got {type(thing).__name__}")


def picture(draw: Callable[..., Any], size: tuple[float, float] = (8.0, 3.0), alt: str = "") -> None:
    """Show one picture without controls.

    Parameters
    ----------
    draw : function
        Draws on its only parameter, ``figure`` or ``axes``, or returns an array, as in
        :class:`~lecture_utils.stage.Panel`.
    size : (float, float)
        Width and height in inches of 100 pixels on screen.
    alt : str
        What the picture shows, in a sentence, for those who can't see it.
    """
    if not alt.strip():
        raise ValueError("alt must say in a sentence what the picture shows, got nothing")
    name = re.sub(r"\W+", "_", getattr(draw, "__name__", "picture")).strip("_").lower()
    show(Demo(name=name, title="", panels=[[Panel("picture", draw, size=size, alt=alt)]], alt=alt))


def present() -> None:
    """Show this notebook, its text, what it prints, its pictures and their controls, in the size for a lecture hall."""
    _resize("hall")


def read() -> None:
    """Show this notebook in the size for a screen again."""
    _resize("screen")


def _resize(size: str) -> None:
    set_size(size)
    if get_ipython() is not None:
        hide_left_over()
        display(NotebookSize(size=size_trait()))


def _registered(player: Player) -> Player:
    """Remember which cell made the player, and end those that an earlier run of the same cell made."""
    header: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)() or {}
    run = header.get("header", {}).get("msg_id", "")
    cell = header.get("metadata", {}).get("cellId", run)
    last_run, players = _players_of_cell.pop(cell, (run, []))
    if last_run != run:
        for old in players:
            old.close()
        players = []
    _players_of_cell[cell] = (run, [*players, player])
    while len(_players_of_cell) > CELLS_KEPT:  # front-ends that do not name the cell
        oldest = next(iter(_players_of_cell))
        for old in _players_of_cell.pop(oldest)[1]:
            old.close()
    return player
