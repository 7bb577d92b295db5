"""Readers and books: how much each reader takes from each book, and what of its content."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from lecture_utils.methods.attention import AttentionSteps, attention_layer
from lecture_utils.pictures import Sheet, colour, draw_matrix_at, say, sheet_axes, tint
from lecture_utils.pictures.number_format import factor, number, percent
from lecture_utils.scenes.readers import READERS
from lecture_utils.stage import Choice, Demo, Matrix, Panel

PEOPLE, BOOKS, CONTENTS = READERS.people, READERS.books, READERS.contents
STAGES = ["affinity E", "weights A", "taken away Y"]
WIDTH, HEIGHT = 8.9, 3.88
PERSON, BOOK, LINES = (0.08, 1.55), (2.75, 4.4), (1.55, 2.75)  # left and right edges in inches
BOOK_TOP, PITCH, ROW = 0.74, 0.6, 0.49
SHARES, VALUES = 4.62, 5.66  # left edges of the weights and of the contents


def run(interests: np.ndarray) -> AttentionSteps:
    """Run the attention layer on the interests of the control."""
    Q = torch.as_tensor(interests, dtype=torch.float32)
    return attention_layer(Q, READERS.pages, READERS.subject_of, READERS.taken)


def book_middle(j: int) -> float:
    """Inches from the upper edge to the middle of a book."""
    return BOOK_TOP + j * PITCH + ROW / 2


def person_middle(i: int) -> float:
    """Inches from the upper edge to the middle of a person."""
    return BOOK_TOP + ROW / 2 + i * PITCH * (len(BOOKS) - 1) / (len(PEOPLE) - 1)


def draw_readers(figure: Sheet, reader: str, interests: np.ndarray, stage: str) -> None:
    """Draw the readers, the books, how strongly they are joined, and what the chosen reader takes away."""
    i, steps = PEOPLE.index(reader), run(interests)
    axes = sheet_axes(figure)
    _draw_lines(axes, steps, i, stage)
    _draw_cards(axes, PERSON, [person_middle(n) for n in range(len(PEOPLE))], "query", i)
    _draw_cards(axes, BOOK, [book_middle(j) for j in range(len(BOOKS))], "key")
    _write_cards(figure, interests, steps, i)
    _draw_contents(figure, steps, i, stage)


def _draw_lines(axes: Axes, steps: AttentionSteps, i: int, stage: str) -> None:
    """Join readers and books: the width is the weight, or the affinity before the softmax."""
    strengths = (steps.E / 3).clamp(min=0) if stage == STAGES[0] else steps.A
    order = sorted(range(len(PEOPLE)), key=lambda reader: reader == i)  # the chosen reader's lines on top
    pairs = [(reader, j) for reader in order for j in range(len(BOOKS))]
    ends = [[(LINES[0], person_middle(reader)), (LINES[1], book_middle(j))] for reader, j in pairs]
    widths = [max(min(float(strengths[pair]), 1.4) * 16, 0.8) for pair in pairs]
    colours = [tint("step", 0.1) if reader == i else tint("muted", 0.75) for reader, _ in pairs]
    axes.add_collection(LineCollection(ends, colors=colours, linewidths=widths, zorder=1), autolim=False)


def _draw_cards(
    axes: Axes, edges: tuple[float, float], middles: Sequence[float], role: str, strong: int | None = None
) -> None:
    (left, right), half = edges, ROW / 2
    corners = [[(left, y - half), (right, y - half), (right, y + half), (left, y + half)] for y in middles]
    rims = [colour("step") if n == strong else colour(role) for n in range(len(middles))]
    widths = [3.5 if n == strong else 1.5 for n in range(len(middles))]
    cards = PolyCollection(corners, facecolors=tint(role, 0.85), edgecolors=rims, linewidths=widths, zorder=3)
    axes.add_collection(cards, autolim=False)


def _write_cards(figure: Sheet, interests: np.ndarray, steps: AttentionSteps, i: int) -> None:
    """Write names, interests and subjects on the cards, and heads above them."""
    say(figure, PERSON[0], 0.16, f"readers: Q ({len(PEOPLE)}×3)", "query", bold=True)
    say(figure, PERSON[0], 0.42, "science, business, law", size="small")
    say(figure, BOOK[0], 0.16, f"books: K ({len(BOOKS)}×3)", "key", bold=True)
    say(figure, BOOK[0], 0.42, "science, business, law", size="small")
    for n, person in enumerate(PEOPLE):
        say(figure, PERSON[0] + 0.1, person_middle(n) - 0.11, person, bold=n == i)
        draw_matrix_at(figure, PERSON[0] + 0.08, person_middle(n) - 0.01, (0.42, 0.22), interests[n], "query", "Q")
    for j, book in enumerate(BOOKS):
        say(figure, BOOK[0] + 0.1, book_middle(j) - 0.11, book)
        say(figure, BOOK[0] + 0.1, book_middle(j) + 0.12, _row(steps.K[j].tolist()), "key", "small")


def _row(values: Sequence[float] | np.ndarray) -> str:
    return "   ".join(number(value) for value in values)


def _draw_contents(figure: Sheet, steps: AttentionSteps, i: int, stage: str) -> None:
    """Draw the weights of the chosen reader beside the books, the books' contents, and their mix."""
    top, cell = BOOK_TOP - (PITCH - ROW) / 2, (0.79, PITCH)
    name = "E" if stage == STAGES[0] else "A"
    values = (steps.E if stage == STAGES[0] else steps.A)[i][:, None]
    say(figure, SHARES, 0.16, f"{name} (row)", bold=True)
    say(figure, SHARES, 0.42, "affinity" if stage == STAGES[0] else "weights", size="small")
    colours = {"colormap": "diverging", "limits": (-6, 6)} if stage == STAGES[0] else {"colormap": "sequential"}
    draw_matrix_at(figure, SHARES, top, (0.7, PITCH), values, decimals=2, highlight=[np.s_[:]], **colours)
    say(figure, (SHARES + 0.7 + VALUES) / 2, top + 2 * PITCH, "·", size="cell", align="center", bold=True)
    say(figure, VALUES, 0.16, "content of the books: V (4×4)", "value", bold=True)
    for place, content in enumerate(CONTENTS):
        say(figure, VALUES + (place + 0.5) * cell[0], 0.5, content.replace(" ", "\n"), size="small", align="center")
    draw_matrix_at(figure, VALUES, top, cell, steps.V, "value", limits=(0, 1))
    below = top + len(BOOKS) * PITCH + 0.17
    say(figure, VALUES - 0.14, below + PITCH / 2, "=", size="title", align="right")
    say(figure, BOOK[0], below + PITCH / 2 - 0.12, f"{PEOPLE[i]} takes away", "output", bold=True)
    say(figure, BOOK[0], below + PITCH / 2 + 0.12, "Y (row): the weighted rows of V", size="small")
    faded = [] if stage == STAGES[2] else [np.s_[:]]
    draw_matrix_at(figure, VALUES, below, cell, steps.Y[i], "output", decimals=2, faded=faded, limits=(0, 1))


def caption(reader: str, interests: np.ndarray, stage: str) -> str:
    """Write the arithmetic of the current stage for the chosen reader."""
    i, steps = PEOPLE.index(reader), run(interests)
    if stage == STAGES[0]:
        j = int(steps.E[i].argmax())
        pairs = zip(interests[i], steps.K[j].tolist(), strict=True)
        terms = " + ".join(f"{factor(interest)} · {factor(part)}" for interest, part in pairs)
        score = number(float(steps.E[i, j]))
        return f"{reader} and {BOOKS[j]}: ({terms}) / √3 = {score}. The numbers of readers and books are made by hand."
    if stage == STAGES[1]:
        shares = ", ".join(f"{BOOKS[j]} {percent(float(steps.A[i, j]))}" for j in range(len(BOOKS)))
        return f"The softmax makes shares of the affinities, which sum to 1. {reader}: {shares}."
    terms = " + ".join(f"{number(weight)} · {book}" for weight, book in zip(steps.A[i].tolist(), BOOKS, strict=True))
    most = int(steps.Y[i].argmax())
    return f"{terms}. The largest part, {percent(float(steps.Y[i, most]))}, is {CONTENTS[most]}."


def title(reader: str, interests: np.ndarray) -> str:
    """Say where the chosen reader takes most from."""
    i, weights = PEOPLE.index(reader), run(interests).A
    j = int(weights[i].argmax())
    if weights[i].max() - weights[i].min() < 1e-6:
        return f"The {reader.lower()} takes the same from all four books"
    return f"The {reader.lower()} takes {percent(float(weights[i, j]))} from {BOOKS[j]}"


def concept_demo() -> Demo:
    """Pick a reader and see what is read: slides "Attention (Concept)"."""
    own: dict[str, Any] = {"lowest": 0, "highest": 9, "panel": "readers", "axes": "Q"}
    return Demo(
        name="attention_concept",
        title=title,
        controls=[
            Choice("reader", list(PEOPLE), label="reader"),
            Choice("stage", STAGES, start=STAGES[2], label="shown"),
            Matrix("interests", READERS.interests.tolist(), role="query", label="interests Q", **own),
        ],
        panels=[[Panel("readers", draw_readers, size=(WIDTH, HEIGHT), alt="readers, books, weights and contents")]],
        caption=caption,
        caption_lines=2,
    )
