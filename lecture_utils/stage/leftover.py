"""What a saved notebook shows in the place of a widget whose kernel is gone: nothing, instead of an error.

A notebook that was run and saved keeps the views of its widgets, which are nothing without their kernel: JupyterLab
writes "Loading widget..." and then "Error displaying widget: model not found" there. No kernel brings what hides the
words, so a rule lies beside the widget in the saved outputs. In a notebook that isn't trusted JupyterLab drops the
rule, and shows no widget either.
"""

from __future__ import annotations

from IPython.display import display


def hiding_rule(between: int = 0, alone: bool = False) -> str:
    """Give HTML for an output before a widget's: it hides what is left of the widget.

    Parameters
    ----------
    between : int
        How many outputs stand between the two.
    alone : bool
        Whether the output holds nothing else, and so is hidden too.

    Returns
    -------
    str
        A style element, the same each time.
    """
    name = f"lu-hides-{between}"
    here = f".jp-OutputArea-child:has(>.jp-OutputArea-output>.{name})"
    # A live widget has elements in its output, what is left of one only words.
    rules = f"{here}{'+*' * between}+.jp-OutputArea-child>.jp-OutputArea-output:not(:has(*)){{display:none}}"
    if alone:
        rules += f"{here}{{display:none}}"
    return f'<style class="{name}">{rules}</style>'


def hide_left_over(between: int = 0) -> None:
    """Show an output that nobody sees and that hides what is left of a widget, as :func:`hiding_rule` says."""
    display({"text/html": hiding_rule(between, alone=True), "text/plain": ""}, raw=True)
