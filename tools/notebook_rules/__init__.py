"""What every notebook keeps to: ``python -m tools.notebook_rules notebooks/05_roi.ipynb`` prints what it doesn't.

A rule is a function that takes a :class:`~tools.notebook_rules.notebook.Notebook` and yields complaints, each a
sentence that says where and what; its docstring is the rule and its reason. No cell is run here; `make test-notebooks`
does both.
"""

from collections.abc import Callable, Iterator

from tools.notebook_rules import exercises, links, outputs, prose, slides, structure
from tools.notebook_rules.notebook import Notebook

__all__ = ["RULES", "Notebook", "Rule"]

Rule = Callable[[Notebook], Iterator[str]]

RULES: list[Rule] = [
    structure.metadata_is_complete,
    structure.title_comes_first,
    structure.sections_are_in_order,
    structure.imports_come_first,
    structure.cells_are_short,
    structure.slide_tags_are_known,
    slides.slides_fit_the_screen,
    slides.slides_begin_with_their_heading,
    structure.topic_has_one_name_on_every_floor,
    structure.pyplot_is_not_used,
    outputs.cells_ran_once_from_the_top,
    outputs.results_are_stored,
    outputs.nothing_raised,
    outputs.no_widget_state_is_stored,
    outputs.no_path_of_a_machine_is_stored,
    outputs.pictures_have_alternative_texts,
    outputs.every_cell_is_compared_or_says_why_not,
    links.links_lead_somewhere,
    links.images_are_here_and_described,
    prose.words_are_chosen,
    exercises.every_exercise_is_there_once,
    exercises.every_question_is_asked,
    exercises.answers_are_folded,
    exercises.solutions_are_shown_after_their_exercise,
]
