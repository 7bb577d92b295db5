"""The record of an exercise: a function to write, the cases it is checked on, its usual mistakes, its hints.

What a student did is judged by :func:`lecture_utils.exercises.checking.check.check`. Write an exercise like this:

- *Task*: say what each input **is** (a tensor of the shape (N, C), a tuple of three integers), what is returned, what
  counts as an edge, and which functions are forbidden. Whoever reads the task alone must be able to write the function.
- *Cases* that bite (:mod:`lecture_utils.exercises.case_inputs` has inputs for them): every argument away from its
  default and from that of the other cases; all sizes different, so that a factor says which size it is; rows of very
  different size; fractions and negative numbers; ties; one item and several; a float64 case beside float32 ones.
  ``tests/exercises/test_all_exercises.py`` demands that a solution that ignores an argument fails.
- *Mistakes* only where the mistake belongs to this exercise: patterns of the numbers
  (:mod:`~lecture_utils.exercises.checking.patterns`) and inputs used wrongly
  (:mod:`~lecture_utils.exercises.checking.variants`) are recognised in every exercise.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lecture_utils.exercises.checking.case import Case
from lecture_utils.exercises.checking.comparison import agree
from lecture_utils.exercises.checking.execution import Outcome, execute
from lecture_utils.exercises.checking.variants import Variant, variants

__all__ = ["Case", "Exercise", "Mistake"]


NUMBER_TYPES = ("any", "tensor", "kind", "exact")


@dataclass(frozen=True)
class Mistake:
    """A usual mistake: a wrong implementation, and what to tell who wrote it.

    Attributes
    ----------
    function : callable
        Takes what the solution takes. A student's function that does the same gets the message.
    message : str
        Says what was done and what is wanted, without giving the solution away.
    also : sequence of callable
        Other forms of the same mistake: another constant, another rounding.
    """

    function: Callable[..., Any]
    message: str
    also: Sequence[Callable[..., Any]] = ()

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise ValueError(f"function must be a wrong implementation; got {type(self.function).__name__}")
        if not self.message.strip():
            raise ValueError("message must say what the mistake is; got an empty string")


@dataclass(frozen=True)
class Exercise:
    """A function for the student to write.

    Attributes
    ----------
    name : str
        The name that the student's function has.
    task : str
        What the function gets (with shapes) and returns, in one or two sentences.
    solution : callable
        The method itself: the reference in ``check`` and what ``solution`` shows.
    cases : sequence of Case
        At least one.
    mistakes : sequence of Mistake
        Each differs from the solution, and from every other mistake, on at least one case.
    hints : sequence of str
        From mild to strong; at least one.
    tolerance : float
        Numbers are equal if they differ by at most ``tolerance * (1 + |expected|)``.
    gradient : bool
        Also compare gradients with respect to the float tensors among the inputs.
    number_type : str
        ``"any"``: right values in another type of number pass, with a remark. ``"tensor"``: a tensor of any type, no
        Python number. ``"kind"``: a tensor, and whole numbers must be whole. ``"exact"``: the type must be the
        solution's. The task has to ask for what isn't ``"any"``.
    forbidden : sequence of str
        Functions of torch that do the whole exercise: ``("softmax",)``, or all of ``("torchvision",)``. The task has to
        forbid them.
    outputs : sequence of str
        The names of several results, in order: ``("K", "V")``. Messages use them.
    seconds : float
        Time limit for all cases together.
    memory : int
        Bytes that the function may use.

    Raises
    ------
    ValueError
        If the name is no identifier, a text is empty, there is no case or no hint, a case doesn't fit the solution's
        parameters, or a limit isn't positive.
    """

    name: str
    task: str
    solution: Callable[..., Any]
    cases: Sequence[Case]
    mistakes: Sequence[Mistake] = ()
    hints: Sequence[str] = ()
    tolerance: float = 1e-5
    gradient: bool = False
    number_type: str = "any"
    forbidden: Sequence[str] = ()
    outputs: Sequence[str] = ()
    seconds: float = 5.0
    memory: int = 2**30

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"name must be the name of a function; got {self.name!r}")
        if not callable(self.solution):
            raise ValueError(f"solution of {self.name} must be a function; got {type(self.solution).__name__}")
        if isinstance(self.hints, str):
            raise ValueError(f"hints of {self.name} must be several texts; got a string")
        for argument, texts in (("task", [self.task]), ("hints", self.hints)):
            if not texts or not all(text.strip() for text in texts):
                raise ValueError(f"{argument} of {self.name} must not be empty")
        if not self.cases:
            raise ValueError(f"cases of {self.name} must hold at least one Case; got none")
        for argument in ("tolerance", "seconds", "memory"):
            if getattr(self, argument) <= 0:
                raise ValueError(f"{argument} of {self.name} must be positive; got {getattr(self, argument)}")
        if self.number_type not in NUMBER_TYPES:
            raise ValueError(f"number_type of {self.name} must be one of {NUMBER_TYPES}; got {self.number_type!r}")
        if isinstance(self.forbidden, str) or isinstance(self.outputs, str):
            raise ValueError(f"forbidden and outputs of {self.name} must be several names; got a string")
        for number, case in enumerate(self.cases, start=1):
            try:
                case.names(self.solution)
            except TypeError as error:
                raise ValueError(f"case {number} of {self.name} must fit the solution's parameters; {error}") from None

    @cached_property
    def expected(self) -> list[Outcome]:
        """What the solution does on every case.

        Raises
        ------
        ValueError
            If it doesn't return a comparable result, or changes an input.
        """
        outcomes = self._trusted(self.solution)
        for number, outcome in enumerate(outcomes, start=1):
            if outcome.kind != "returned" or outcome.changed:
                what = f"changes {outcome.changed}" if outcome.changed else f"{outcome.error_type} {outcome.error}"
                raise ValueError(f"the solution of {self.name} must return a result on case {number}; it {what}")
        return outcomes

    @cached_property
    def mistaken(self) -> list[tuple[Mistake, list[Outcome]]]:
        """What each known mistake, in each of its forms, does on every case."""
        forms = [(mistake, form) for mistake in self.mistakes for form in (mistake.function, *mistake.also)]
        return [(mistake, self._trusted(form)) for mistake, form in forms]

    def inputs(self, number: int) -> dict[str, Any]:
        """Give the inputs of a case, counted from 0, by their parameters' names."""
        case = self.cases[number]
        values = [*case.positional, *case.named.values()]
        return dict(zip(case.names(self.solution), values, strict=True))

    def variants(self, number: int) -> list[tuple[Variant, Outcome]]:
        """Give the variants of a case, counted from 0, that change the result, with what the solution does on each."""
        if number not in self._variants:
            names = self.cases[number].names(self.solution)
            parameters = inspect.signature(self.solution).parameters.values()
            defaults = {each.name: each.default for each in parameters if each.default is not each.empty}
            found = [
                (variant, Outcome.read(execute(self.solution, variant.case, names)))
                for variant in variants(self.cases[number], names, defaults)
            ]
            right = self.expected[number].value
            self._variants[number] = [
                (variant, outcome)
                for variant, outcome in found
                if outcome.kind == "returned" and not agree(outcome.value, right, self.tolerance)
            ]
        return self._variants[number]

    @cached_property
    def _variants(self) -> dict[int, list[tuple[Variant, Outcome]]]:
        return {}

    def _trusted(self, function: Callable[..., Any]) -> list[Outcome]:
        """Run a function of ours, here."""
        names = [case.names(self.solution) for case in self.cases]
        pairs = zip(self.cases, names, strict=True)
        return [Outcome.read(execute(function, case, case_names, self.gradient)) for case, case_names in pairs]
