"""Each rule is silent on a good lecture, and complains about the one thing that is spoilt in it."""

import sys
import types
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lecture_utils.exercises.exercise import Case, Exercise
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.question import RIGHT, Question
from tools.notebook_rules import RULES, Notebook, links, prose
from tools.notebook_rules.structure import SECTIONS

WORDS = "Three boxes on a photograph, the middle one outlined."
NAMES = ["double", "triple", "halve"]


def exercise(name: str) -> Exercise:
    return Exercise(name=name, task="Gets a number.", solution=abs, cases=[Case(1.0)], hints=["Look at the sign."])


def shown(source: str, text: str = "shown") -> NotebookNode:
    return new_code_cell(source, outputs=[new_output("display_data", {"text/plain": text})])


def folded(cell: NotebookNode) -> NotebookNode:
    cell.metadata["jupyter"] = {"outputs_hidden": True}
    return cell


def begun(cell: NotebookNode) -> NotebookNode:
    cell.metadata["slideshow"] = {"slide_type": "subslide"}
    return cell


def section(title: str) -> NotebookNode:
    return new_markdown_cell(f"## {title}\nOne sentence.", metadata={"slideshow": {"slide_type": "slide"}})


def exercise_cells(name: str) -> list[NotebookNode]:
    source = f'def {name}(number):\n    """Do it.\n\n    Shapes.\n    """\n    ...'
    notes = {"tags": ["exercise"], "lecture_utils": {"exercise": name}}
    task = begun(new_markdown_cell(f"### {name}\nWrite it."))
    return [
        task,
        new_code_cell(source, metadata=notes),
        shown(f"check({name})"),
        shown(f'hint("{name}")'),
        shown(f'solution("{name}")'),
    ]


@pytest.fixture
def lecture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    """A lecture that keeps every rule, in a project of its own."""
    module = types.ModuleType("lecture_utils.exercises.sample")
    module.__spec__ = types.SimpleNamespace()  # type: ignore[assignment]  # find_spec asks for one
    question = Question("count", "How many?", choices={"1": RIGHT, "8": "Fewer."}, explanation="One.")
    module.exercises = ExerciseSet("sample", [exercise(name) for name in NAMES], [question])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "lecture_utils.exercises.sample", module)
    for file in (
        "lecture_utils/methods/sample.py",
        "lecture_utils/demos/sample/__init__.py",
        "lecture_utils/exercises/sample.py",
        "tests/methods/test_sample.py",
        "images/04_sample.png",
        "notebooks/04_sample.ipynb",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()

    image = "![Three samples, the middle one chosen](../images/04_sample.png)"
    title = f"# 04 · Samples\n\nA sample stands for its kind.\n\n{image}"
    picture = new_output("display_data", {"image/png": "iVBORw0K", "text/plain": WORDS})
    picture.metadata = {"image/png": {"alt": WORDS}}
    first, second, third, fourth, fifth, sixth, seventh, last = map(section, SECTIONS)
    seventh.source += "\nSee [the demo](#The-demo) and [the demo again](04_sample.ipynb#The-demo)."
    cells = [
        new_markdown_cell(title, metadata={"slideshow": {"slide_type": "slide"}}),
        new_code_cell("import torch\nfrom lecture_utils.stage import show"),
        *[first, second, third, fourth, new_code_cell("show(demo)", outputs=[picture]), fifth, sixth],
        shown('ask("count")'),
        folded(shown("print(1)", "what it is:\n1")),
        seventh,
        *[cell for name in NAMES for cell in exercise_cells(name)],
        begun(shown("show(double, folded=True)")),
        last,
    ]
    node = new_notebook(cells=cells)
    node.metadata = nbformat.from_dict(
        {
            "kernelspec": {"name": "python3"},
            "lecture_utils": {
                "topic": "sample",
                "title": "Samples",
                "goal": "You can sample.",
                "minutes": 40,
                "slides": "Samples",
            },
        }
    )
    number_cells(node)
    path = tmp_path / "notebooks" / "04_sample.ipynb"
    nbformat.write(node, path)
    return Notebook(path, node)


def number_cells(node: NotebookNode) -> None:
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number


def find(node: NotebookNode, start: str) -> NotebookNode:
    return next(cell for cell in node.cells if cell.source.startswith(start))


def prepend(start: str, text: str) -> Callable[[NotebookNode], None]:
    def spoil(node: NotebookNode) -> None:
        cell = find(node, start)
        cell.source = text + cell.source

    return spoil


def append(start: str, text: str) -> Callable[[NotebookNode], None]:
    def spoil(node: NotebookNode) -> None:
        find(node, start).source += text

    return spoil


def replace(start: str, old: str, new: str) -> Callable[[NotebookNode], None]:
    def spoil(node: NotebookNode) -> None:
        cell = find(node, start)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return spoil


def note(key: str, value: object) -> Callable[[NotebookNode], None]:
    return lambda node: node.metadata.lecture_utils.__setitem__(key, value)


def output_of(start: str, change: Callable[[NotebookNode], object]) -> Callable[[NotebookNode], None]:
    return lambda node: change(find(node, start).outputs[0]) and None


def tag(start: str, *tags: str, **notes: str) -> Callable[[NotebookNode], None]:
    return lambda node: find(node, start).metadata.update(
        nbformat.from_dict({"tags": list(tags), "lecture_utils": notes})
    )


def drop(start: str) -> Callable[[NotebookNode], None]:
    def spoil(node: NotebookNode) -> None:
        node.cells.remove(find(node, start))
        number_cells(node)

    return spoil


def move_up(start: str) -> Callable[[NotebookNode], None]:
    def spoil(node: NotebookNode) -> None:
        cell = find(node, start)
        node.cells.remove(cell)
        node.cells.insert(3, cell)
        number_cells(node)

    return spoil


def untag(start: str) -> Callable[[NotebookNode], None]:
    return lambda node: find(node, start).metadata.pop("slideshow") and None


def raised(node: NotebookNode) -> None:
    find(node, "check(double)").outputs = [new_output("error", ename="ValueError", evalue="no", traceback=[])]


SPOILT: list[tuple[str, str, Callable[[NotebookNode], object]]] = [
    ("metadata_is_complete", "python3", lambda node: node.metadata.kernelspec.update(name="lecture")),
    ("metadata_is_complete", "minutes", note("minutes", "40")),
    ("metadata_is_complete", "minutes", note("minutes", 0)),
    ("metadata_is_complete", "goal", note("goal", " ")),
    ("metadata_is_complete", "slides", note("slides", None)),
    ("metadata_is_complete", "topic", note("topic", "samples")),
    ("title_comes_first", "one title", append("## The demo", "\n# Another")),
    ("title_comes_first", "the title must be '04 · Samples'", replace("# 04", "04 ·", "4:")),
    ("title_comes_first", "one picture", append("# 04", "\n![Three samples, again](../images/04_sample.png)")),
    ("title_comes_first", "sentence", replace("# 04", "A sample stands for its kind.", "")),
    ("title_comes_first", "first cell", lambda node: node.cells.append(node.cells.pop(0))),
    ("sections_are_in_order", "sections", replace("## The demo", "## The demo", "## Demo")),
    ("sections_are_in_order", "sections", append("## The demo", "\n## And more")),
    ("sections_are_in_order", "sections", drop("## Exercises")),
    ("imports_come_first", "nothing else", append("import torch", "\nx = 1")),
    ("imports_come_first", "6 lines", append("import torch", "\nimport a\nimport b\nimport c\nimport d")),
    ("imports_come_first", "stand in the first", prepend("show(demo)", "import numpy\n")),
    ("cells_are_short", "9 lines", append("check(double)", "\nx = 1" * 8)),
    ("slide_tags_are_known", "'-'", lambda node: node.cells[-1].metadata.slideshow.update(slide_type="-")),
    ("slide_tags_are_known", "begins a slide", lambda node: find(node, "## The demo").metadata.pop("slideshow")),
    (
        "slides_fit_the_screen",
        "cells 6 to 7 (## The demo): 17 lines, where 14 are the most",
        append("## The demo", "\n- one" * 6),
    ),
    ("slides_fit_the_screen", "15 lines", append("## The demo", "\n\n" + "four lines of prose " * 16)),
    ("slides_begin_with_their_heading", "in the middle of a cell", prepend("## The demo", "The end.\n\n")),
    ("slides_begin_with_their_heading", "begins no slide", untag("### double")),
    ("pyplot_is_not_used", "pyplot", prepend("show(demo)", "plt.plot(x)\n")),
    ("pyplot_is_not_used", "pyplot", prepend("show(demo)", "%matplotlib inline\n")),
    ("cells_ran_once_from_the_top", "count 9", lambda node: find(node, "show(demo)").update(execution_count=9)),
    ("cells_ran_once_from_the_top", "empty", lambda node: node.cells.append(new_code_cell(""))),
    ("results_are_stored", "check(...)", lambda node: find(node, "check(double)").update(outputs=[])),
    ("results_are_stored", "no cell", lambda node: [cell.update(outputs=[]) for cell in node.cells]),
    ("nothing_raised", "ValueError", raised),
    (
        "nothing_raised",
        "stderr",
        lambda node: find(node, "check(double)").update(outputs=[new_output("stream", name="stderr", text="old")]),
    ),
    ("no_widget_state_is_stored", "metadata.widgets", lambda node: node.metadata.update(widgets={})),
    (
        "no_widget_state_is_stored",
        "view",
        output_of("show(demo)", lambda o: o.data.update({"application/vnd.jupyter.widget-view+json": {}})),
    ),
    ("no_path_of_a_machine_is_stored", "/home/", append("show(demo)", "\nx = '/home/ada/picture.png'")),
    (
        "no_path_of_a_machine_is_stored",
        "C:",
        output_of("check(double)", lambda o: o.data.update({"text/plain": r"File C:\Users\ada"})),
    ),
    (
        "pictures_have_alternative_texts",
        "doesn't say",
        output_of("show(demo)", lambda o: o.data.update({"text/plain": "<Figure size 800x300 with 1 Axes>"})),
    ),
    ("pictures_have_alternative_texts", "doesn't say", output_of("show(demo)", lambda o: o.data.pop("text/plain"))),
    ("pictures_have_alternative_texts", "metadata", output_of("show(demo)", lambda o: o.metadata.clear())),
    ("every_cell_is_compared_or_says_why_not", "reason", tag("show(demo)", "nbval-ignore-output")),
    ("every_cell_is_compared_or_says_why_not", "missing", tag("show(demo)", not_compared="Times vary by machine.")),
    ("every_cell_is_compared_or_says_why_not", "not used", tag("show(demo)", "raises-exception")),
    ("every_cell_is_compared_or_says_why_not", "comments", prepend("show(demo)", "# NBVAL_SKIP\n")),
    ("links_lead_somewhere", "99_none.ipynb", append("## The demo", " [Next](99_none.ipynb)")),
    ("links_lead_somewhere", "#Nowhere", append("## The demo", " [Below](#Nowhere)")),
    ("links_lead_somewhere", "04_sample.ipynb#Demo", append("## The demo", " [Below](04_sample.ipynb#Demo)")),
    (
        "links_lead_somewhere",
        "98_none",
        output_of("check(double)", lambda o: o.data.update({"text/html": '<a href="98_none.ipynb">x</a>'})),
    ),
    ("images_are_here_and_described", "missing", append("## The demo", "\n![Three boxes on a photograph](none.png)")),
    ("images_are_here_and_described", "doesn't say", append("## The demo", "\n![roi](../images/04_sample.png)")),
    (
        "images_are_here_and_described",
        "file of the",
        append("## The demo", "\n![Three boxes on a photograph](http://a/b)"),
    ),
    ("images_are_here_and_described", "<img>", append("## The demo", '\n<img src="../images/04_sample.png">')),
    ("words_are_chosen", "Simply", append("## The demo", " Simply drag the box.")),
    ("every_exercise_is_there_once", "cells to write in", drop("def triple")),
    ("every_exercise_is_there_once", "must define double", replace("def double", "...", "return 2 * number")),
    ("every_exercise_is_there_once", "tag 'exercise'", tag("def double", exercise="double")),
    ("every_exercise_is_there_once", "hint is never called", drop('hint("triple")')),
    ("every_exercise_is_there_once", "check is never called", drop("check(halve)")),
    ("every_question_is_asked", "asked are []", drop('ask("count")')),
    ("answers_are_folded", "fold its output", lambda node: find(node, "print(1)").metadata.pop("jupyter")),
    (
        "answers_are_folded",
        "fold its output",
        lambda node: find(node, "print(1)").metadata["jupyter"].update(outputs_hidden=False),
    ),
    (
        "answers_are_folded",
        "'1', is seen while folded",
        output_of("print(1)", lambda o: o.data.update({"text/plain": "1"})),
    ),
    ("answers_are_folded", "a question has a cell of its own", append('ask("count")', "\nprint(1)")),
    ("solutions_are_shown_after_their_exercise", "before its exercise", move_up("show(double")),
    ("solutions_are_shown_after_their_exercise", "folded", replace("show(double", ", folded=True", "")),
]


def complaints(notebook: Notebook) -> dict[str, list[str]]:
    found = {rule.__name__: list(rule(notebook)) for rule in RULES}
    return {name: texts for name, texts in found.items() if texts}


def test_no_rule_complains_about_a_good_lecture(lecture: Notebook):
    assert complaints(lecture) == {}


@pytest.mark.parametrize(("rule", "words", "spoil"), SPOILT, ids=[f"{r}-{w}" for r, w, _ in SPOILT])
def test_the_rule_sees_what_is_spoilt(
    lecture: Notebook, rule: str, words: str, spoil: Callable[[NotebookNode], object]
):
    spoil(lecture.node)

    found = complaints(lecture)

    assert words in " ".join(found.get(rule, []))


@pytest.mark.parametrize("floor", ["methods/sample.py", "demos/sample/__init__.py", "exercises/sample.py"])
def test_a_topic_that_a_floor_lacks_is_seen(lecture: Notebook, floor: str):
    (lecture.root / "lecture_utils" / floor).unlink()

    assert "lecture_utils/" + floor.partition("/__")[0].removesuffix(".py") in str(complaints(lecture))


def test_every_rule_is_shown_to_see_something():
    seen = {rule for rule, _, _ in SPOILT} | {"topic_has_one_name_on_every_floor"}

    assert {rule.__name__ for rule in RULES} == seen


@pytest.mark.parametrize(
    "markdown",
    ["Adjust the justified box.", "Call `just(x)`.", "```python\nsimply = 1\n```", "$just$", "Simplify it."],
)
def test_words_inside_others_and_in_code_are_free(markdown: str):
    assert list(prose.forbidden_words(markdown)) == []


def test_a_function_that_prints_when_it_is_called_needs_no_output_yet(lecture: Notebook):
    find(lecture.node, "show(demo)").source += "\ndef say(x):\n    print(x)"
    lecture.node.cells.append(new_code_cell("def say_it(x):\n    print(x)"))
    number_cells(lecture.node)

    assert complaints(lecture) == {}


def test_links_with_parentheses_titles_and_brackets_are_read_whole(tmp_path: Path):
    (tmp_path / "a_(b).md").write_text("# *Over* `here`!\n", encoding="utf-8")
    text = '[one](a_(b).md) [two](a_(b).md#over-here "title") [![Three boxes on a photograph](c.png)](none.md)'

    found = list(links.broken_links(text, tmp_path / "source.md"))

    assert found == ["the link to none.md leads nowhere"]


def test_the_start_page_needs_no_lecture_sections(lecture: Notebook):
    node = new_notebook(cells=[new_markdown_cell("# Start here", metadata={"slideshow": {"slide_type": "slide"}})])
    node.cells += [new_code_cell("import lecture_utils", execution_count=1), shown("contents()")]
    node.cells[-1].execution_count = 2
    node.metadata = nbformat.from_dict({"kernelspec": {"name": "python3"}})

    assert complaints(Notebook(lecture.path.with_name("00_start_here.ipynb"), node)) == {}
