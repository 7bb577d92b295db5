"""What the tests of a topic's questions share."""

from lecture_utils.exercises.exercise_set import ExerciseSet


def answer(exercises: ExerciseSet, name: str) -> object:
    """Return the right answer of a question: the text of its choice, or its number."""
    question = exercises.questions[name]
    return question.answer if question.choices else question.number
