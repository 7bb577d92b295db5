"""What ``check`` says about each kind of mistake."""

import pytest
import torch
import torchvision

from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.nms import compiled_nms
from tests.exercises import sample

TASK = sample.exercises.exercises["attention_weights"].task


def named(name, function):
    function.__name__ = name
    return function


def on_weights(function):
    return sample.check(named("attention_weights", function))


def on_box(function):
    return sample.check(named("centre_and_size", function))


def on_count(function):
    return sample.check(named("count_windows", function))


def one(solution, *cases, **keywords):
    """Check a function against a solution, as an exercise of its own."""
    keywords = {"seconds": 1.0, "hints": ["hint"]} | keywords
    exercise = Exercise("answer", "A task.", solution, cases=list(cases), **keywords)
    return lambda function: ExerciseSet("topic", [exercise]).check(named("answer", function))


# --- Not attempted ---


def only_dots(scores): ...


def only_a_docstring(scores):
    """Do what the task says."""


def only_pass(scores):
    pass


def returns_none(scores):
    return None


def returns_dots(scores):
    weights = ...
    return weights


def not_implemented(scores):
    raise NotImplementedError("write me")


@pytest.mark.parametrize(
    "stub",
    [only_dots, only_a_docstring, only_pass, returns_none, returns_dots, not_implemented],
    ids=lambda f: f.__name__,
)
def test_a_stub_is_not_attempted_yet_and_the_task_is_shown(stub):
    report = on_weights(stub)

    assert report.status == "open"
    assert report.title == "`attention_weights`: not attempted yet."
    assert report.messages[0] == TASK
    assert not report


def test_a_function_that_computes_but_returns_nothing_is_told_that_a_return_is_missing():
    def forgetful(scores):
        weights = torch.softmax(scores, dim=1)  # noqa: F841

    report = on_weights(forgetful)

    assert report.title == "`attention_weights`: nothing is returned."
    assert "a `return` is missing" in report.messages[0]
    assert "Printing a result doesn't return it." in on_weights(lambda scores: print(scores)).messages[0]


def test_a_stub_is_not_told_that_a_return_is_missing():
    assert on_weights(only_dots).messages == (TASK,)


# --- Right ---


def test_the_solution_passes_and_the_cases_are_counted():
    report = on_weights(lambda scores: torch.softmax(scores, dim=1))

    assert report
    assert report.title == "`attention_weights`: all 3 cases are right, gradients too."
    assert report.details == ()


def test_another_way_to_the_same_numbers_passes():
    assert on_weights(lambda scores: scores.exp() / scores.exp().sum(1, keepdim=True))


def test_a_list_passes_for_a_tuple_and_a_whole_float_for_an_integer():
    assert on_box(lambda box: [(box[:2] + box[2:]) / 2, box[2:] - box[:2]])
    assert on_count(lambda length, window, stride=1: float((length - window) // stride + 1))


def test_differences_within_the_tolerance_pass_and_larger_ones_do_not():
    check = one(lambda x: x, Case(torch.tensor([100.0])), tolerance=0.001)

    assert check(lambda x: x + 0.1)
    assert not check(lambda x: x + 0.11)


def test_prints_are_shown_with_a_pass():
    def talking(scores):
        print("shape", tuple(scores.shape))
        return torch.softmax(scores, dim=1)

    assert on_weights(talking).details == (("printed", "shape (2, 3)\nshape (2, 3)"),)


def test_expected_nan_and_infinity_pass():
    check = one(lambda x: x.log(), Case(torch.tensor([-1.0, 0.0, 1.0])))

    assert check(lambda x: torch.log(x))
    assert not check(lambda x: torch.zeros(3))


# --- Wrong ---


def test_a_wrong_shape_is_shown_beside_the_right_one():
    report = on_weights(lambda scores: scores.softmax(1).sum(1))

    assert report.title == "`attention_weights`: wrong shape in case 1 of 3."
    assert report.messages[0] == "The result should have the shape (2×3); yours has (2,)."
    assert dict(report.details) == {
        "scores (2×3)": "[[1, 2, 3],\n [4, 5, 7]]",
        "expected (2×3)": "[[0.0900, 0.2447, 0.6652],\n [0.0420, 0.1142, 0.8438]]",
        "got (2,)": "[1, 1]",
    }


def test_a_transposed_result_is_named():
    report = on_weights(lambda scores: scores.softmax(1).T.contiguous())

    assert "transposed: rows and columns have changed places" in report.messages[-1]


def test_a_transposed_square_result_is_named():
    check = one(lambda x: x, Case(torch.arange(9.0).reshape(3, 3)))

    assert check(lambda x: x.T.clone()).messages[1].startswith("The numbers are right, but transposed")


def test_dimensions_in_another_order_are_named():
    check = one(lambda x: x, Case(torch.rand(2, 3, 4)))

    assert "`permute(1, 2, 0)` mends it" in check(lambda x: x.permute(2, 0, 1)).messages[1]


def test_a_wrong_sign_is_named():
    assert on_weights(lambda scores: -scores.softmax(1)).messages[1] == "Every number has the wrong sign."


def test_a_reversed_result_is_named():
    check = one(lambda x: x, Case(torch.tensor([[1.0, 2.0, 5.0], [0.0, 1.0, 1.0]])))

    assert check(lambda x: x.flip(1)).messages[1] == "The numbers are right, but in reverse along dimension 1."
    assert "dimension 0 and 1" in check(lambda x: x.flip(0, 1)).messages[1]


def test_a_factor_and_an_offset_are_named():
    check = one(lambda x: x, Case(torch.tensor([1.0, 2.0, 5.0])), Case(torch.tensor([0.0, 3.0, 4.0])))

    assert "Every number is 0.5 times the expected one." in check(lambda x: x / 2).messages
    assert "Every number is 1 too large." in check(lambda x: x + 1).messages
    assert "Every number is 0.25 too small." in check(lambda x: x - 0.25).messages


NUMBERS = torch.tensor([[0.5, 4.0, 9.0, 2.0], [3.0, 0.25, 1.0, 7.0], [6.0, 16.0, 5.0, 0.125]])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            lambda x: torch.cat([x[:, :2], x[:, 2:] ** 2], dim=1),
            "In columns 2 and 3, counted from 0: your numbers are the squares of the expected ones: a root is missing.",
        ),
        (lambda x: torch.cat([x[:1], -x[1:]]), "In rows 1 and 2, counted from 0: every number has the wrong sign."),
        (lambda x: torch.cat([x[:, :3], 3 * x[:, 3:] + 1], dim=1), "All is right but the last column."),
        (
            lambda x: torch.cat([x[:, :1], (5 * x[:, 1:3]).sin(), x[:, 3:]], dim=1),
            "All is right but columns 1 and 2, counted from 0.",
        ),
        (
            lambda x: x.clamp(0.5, 6),
            "Your numbers are the expected ones, but cut off at a smallest or largest value (`clamp`, clipped).",
        ),
        (
            lambda x: torch.minimum(x, torch.tensor([3.0, 4.0, 5.0, 7.0])),
            "Your numbers are the expected ones, but cut off at a smallest or largest value (`clamp`, clipped).",
        ),
    ],
    ids=["squares", "sign", "last column", "columns", "cut off", "columns cut off"],
)
def test_what_is_wrong_with_some_columns_or_rows_is_said_of_them(wrong, sentence):
    assert sentence in one(lambda x: x, Case(NUMBERS), Case(NUMBERS.flip(0)))(wrong).messages


def test_a_column_that_is_wrong_in_another_way_each_time_is_not_said_to_be_cut_off():
    report = one(lambda x: x, Case(NUMBERS))(lambda x: x + torch.eye(4)[:3])

    assert not any("cut off" in message for message in report.messages)


def test_a_mask_in_place_of_an_index_and_an_index_in_place_of_a_mask_are_named():
    scores = torch.tensor([[1.0, 3.0, 2.0], [9.0, 4.0, 5.0], [0.0, 1.0, 6.0]])

    def index(scores):
        return scores.argmax(1)

    def mask(scores):
        return torch.nn.functional.one_hot(scores.argmax(1), 3)

    masked, indexed = one(index, Case(scores))(mask), one(mask, Case(scores))(index)
    assert "You return a mask that is 1 at the right place. Return the place, a number." in masked.messages
    assert "You return the right place. A mask is wanted that is 1 there (`one_hot`)." in indexed.messages


@pytest.mark.parametrize("dim", [0, 1])
def test_row_and_column_in_place_of_one_number_are_named(dim):
    scores = torch.tensor([[1.0, 3.0, 2.0, 0.0, 5.0], [9.0, 4.0, 5.0, 7.0, 1.0]])

    def flat(scores):
        return scores.flatten().argsort()[-3:]

    def pairs(scores):
        return torch.stack([flat(scores) // 5, flat(scores) % 5], dim=dim)

    report = one(flat, Case(scores), Case(-scores))(pairs)
    assert "You return row and column of each place. One number is wanted: row · width + column." in report.messages
    report = one(pairs, Case(scores), Case(-scores))(flat)
    assert "You return one number for each place. Return its row and its column." in report.messages


def test_a_batch_of_which_the_first_item_alone_is_used_is_recognised():
    def mean_square(output, target):
        return (output - target).square().sum() / len(output)

    cases = [Case(torch.rand(count, 4), torch.rand(count, 4)) for count in (2, 3)]
    report = one(mean_square, *cases)(lambda output, target: mean_square(output[:1], target[:1]))

    assert "Only the first item of the inputs is used." in report.messages


def test_numbers_of_another_type_that_are_written_into_a_result_are_told_so():
    def written(x):
        result = torch.zeros(len(x))
        result[torch.arange(len(x))] = x
        return result

    report = one(lambda x: x.clone(), Case(torch.arange(3.0)), Case(torch.arange(4.0).double()))(written)

    assert any("type Float can't be mixed with one of type Double" in message for message in report.messages)


def test_a_factor_that_changes_from_case_to_case_is_named_too():
    check = one(lambda x: x, Case(torch.tensor([1.0, 2.0, 5.0])), Case(torch.tensor([0.0, 3.0, 4.0])))

    messages = check(lambda x: x / 2 if x[0] == 1 else x / 3).messages
    assert "All numbers are off by the same factor, but in each case by another one." in messages


def test_of_two_mistakes_each_is_named_for_the_cases_that_show_it():
    cases = [Case(torch.tensor([1.0, 2.0, 5.0]), 1), Case(torch.tensor([0.0, -3.0, 4.0]), 2)]
    check = one(lambda x, stride: x**stride, *cases)

    messages = check(lambda x, stride: -x if stride == 1 else x).messages

    assert "In case 1: Every number has the wrong sign." in messages
    assert any(message.startswith("In case 2: `stride` is not used") for message in messages)


def test_right_values_in_another_type_of_number_pass_with_a_remark():
    report = on_weights(lambda scores: scores.double().softmax(1))

    assert report.passed
    assert report.messages == (
        "A remark: the result should hold float32 numbers; yours holds float64. The values are right.",
    )


def test_one_right_number_passes_as_a_tensor_an_array_or_a_python_number():
    mean = one(lambda x: x.mean(), Case(torch.ones(2)), Case(torch.arange(3.0)))
    count = one(lambda x: len(x), Case(torch.ones(2)), Case(torch.arange(3.0)))

    assert "yours is a float." in mean(lambda x: x.mean().item()).messages[0]
    assert mean(lambda x: x.double().mean().numpy()).passed
    assert count(lambda x: torch.tensor(len(x))).passed
    assert not mean(lambda x: x.mean()[None])


def test_a_type_that_the_task_asks_for_is_demanded():
    whole = one(lambda x: x.long(), Case(torch.arange(3.0)), number_type="kind")
    exact = one(lambda x: x.long(), Case(torch.arange(3.0)), number_type="exact")

    assert whole(lambda x: x.int()).passed
    assert not whole(lambda x: x).passed
    assert "should hold int64 numbers; yours holds int32" in exact(lambda x: x.int()).messages[0]


def test_a_flag_that_stays_at_its_default_is_named():
    def powers(x, squared=False):
        return x**2 if squared else x

    check = one(powers, Case(torch.tensor([1.0, -2.5, 3.0]), True), Case(torch.tensor([4.0, 2.0]), False))

    assert "`squared` is not used: your result is that of `squared=False`." in check(lambda x, squared: x).messages
    other = one(lambda x, squared=True: powers(x, squared), Case(torch.tensor([1.0, -2.5, 3.0]), True))
    assert "`squared` is taken the other way round." in other(lambda x, squared: x).messages


def test_torchvision_is_found_where_it_is_forbidden_and_only_there():
    boxes = torch.tensor([[0.0, 0.0, 4.0, 4.0], [2.0, 0.0, 6.0, 4.0]])
    case = Case(boxes, boxes[1:] + 1)
    for forbidden in ((), ("torchvision",)):
        check = one(box_iou, case, forbidden=forbidden)

        assert check(lambda boxes1, boxes2: box_iou(boxes1, boxes2)).passed
        assert check(lambda boxes1, boxes2: torchvision.ops.box_iou(boxes1, boxes2)).passed == (not forbidden)
    report = check(lambda boxes1, boxes2: torchvision.ops.box_iou(boxes1, boxes2))
    assert report.messages[0] == (
        "The values are right, but torchvision does the exercise. Write it out, as the task says."
    )


def test_a_method_that_calls_torchvision_may_be_called():
    boxes = torch.tensor([[0.0, 0.0, 4.0, 4.0], [1.0, 0.0, 5.0, 4.0], [20.0, 0.0, 24.0, 4.0]])
    check = one(compiled_nms, Case(boxes, torch.tensor([0.5, 0.9, 0.1]), 0.5), forbidden=("torchvision",))

    assert check(lambda boxes, scores, iou_threshold: compiled_nms(boxes, scores, iou_threshold)).passed
    assert not check(lambda boxes, scores, iou_threshold: torchvision.ops.nms(boxes, scores, iou_threshold)).passed


def test_boxes_of_two_inputs_that_are_read_in_the_same_wrong_format_are_recognised():
    boxes = torch.tensor([[0.0, 0.0, 4.0, 4.0], [2.0, 0.0, 7.0, 4.0]])
    others = torch.tensor([[1.0, 0.0, 6.0, 4.0], [5.0, 0.0, 10.0, 4.0]])

    def of_widths(boxes1, boxes2):
        return box_iou(*(torch.cat([each[:, :2], each[:, :2] + each[:, 2:]], dim=1) for each in (boxes1, boxes2)))

    report = one(box_iou, Case(boxes, others), Case(boxes + 3, others))(of_widths)

    assert "`boxes1` and `boxes2` are taken for (x, y, width, height)." in report.messages


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda sizes: sizes[0], "Only the first item of `sizes` is used."),
        (lambda sizes: sizes[-1], "Only the last item of `sizes` is used."),
        (lambda sizes: sum(sizes[1:]), "The first item of `sizes` is left out."),
        (lambda sizes: sum(sizes[:-1]), "The last item of `sizes` is left out."),
        (
            lambda sizes: sum(1 / size for size in sizes),
            "You divide by the numbers of `sizes` where you should multiply, or the other way round.",
        ),
    ],
)
def test_a_tuple_of_which_a_part_is_used_is_recognised(wrong, sentence):
    report = one(lambda sizes: sum(sizes), Case((1.5, 7.25, 10.0)), Case((0.3, 0.7, 9.1, 4.0)))(wrong)

    assert sentence in report.messages


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda masks: ~masks, "`masks` is taken the other way round."),
        (lambda masks: masks.flip(1), "`masks` is mirrored in your result along dimension 1."),
        (lambda masks: masks.T, "Rows and columns of `masks` are exchanged."),
    ],
)
def test_a_mask_that_is_used_wrongly_is_recognised(wrong, sentence):
    first = torch.tensor([[True, True, False], [True, False, False], [True, True, True]])
    second = torch.tensor([[True, True, True], [False, False, False], [False, True, False]])

    def weighed(masks):
        return (masks * torch.tensor([1, 2, 5])).sum(dim=1)

    report = one(weighed, Case(first), Case(second))(lambda masks: weighed(wrong(masks)))

    assert sentence in report.messages


def test_a_forbidden_function_of_torch_is_found_as_a_method_too():
    check = one(lambda x: x.softmax(0), Case(torch.arange(3.0)), forbidden=("softmax", "log_softmax"))

    assert check(lambda x: x.exp() / x.exp().sum())
    for forbidden in (torch.softmax, lambda x, dim: x.log_softmax(dim).exp(), torch.nn.functional.softmax):
        report = check(lambda x, forbidden=forbidden: forbidden(x, dim=0))
        assert "a forbidden function" in report.title
        assert "softmax` does the exercise" in report.messages[0]


@pytest.mark.parametrize(
    ("function", "what"),
    [
        (lambda scores: scores.softmax(1).tolist(), "a list of 2"),
        (lambda scores: scores.softmax(1).detach().numpy(), "a float32 numpy array of shape (2×3)"),
        (lambda scores: 3, "a whole number"),
        (lambda scores: "done", "a string"),
        (lambda scores: (row for row in scores), "a generator"),
        (lambda scores: torch.nn.Linear(1, 1), "a Linear"),
    ],
)
def test_a_wrong_type_is_named(function, what):
    assert on_weights(function).messages == (f"The result should be a float32 tensor of shape (2×3); yours is {what}.",)


def test_a_result_that_is_missing_in_one_case_only_is_a_wrong_type():
    report = on_weights(lambda scores: None if len(scores) == 1 else scores.softmax(1))

    assert report.title == "`attention_weights`: wrong type in case 2 of 3 (one query)."
    assert "yours is None" in report.messages[0]
    assert report.messages[-1] == "2 of 3 cases are right."


def test_a_truth_value_is_no_number():
    assert "should be a whole number; yours is a bool" in on_count(lambda length, window, stride=1: True).messages[0]


def test_a_missing_value_is_counted():
    assert on_box(lambda box: box[:2]).messages == (
        "2 values should be returned; yours returns one, a float32 tensor of shape (2,).",
    )


def test_of_a_wrong_number_of_values_the_kinds_are_shown():
    details = dict(on_box(lambda box: box[:2]).details)

    assert details["expected"] == "1. a float32 tensor of shape (2,)\n2. a float32 tensor of shape (2,)"
    assert details["got"] == "a float32 tensor of shape (2,)"


def test_too_many_values_are_counted():
    assert on_box(lambda box: (box, box, box)).messages == ("The result should have 2 values; yours has 3.",)
    assert "yours returns 2" in on_weights(lambda scores: (scores, scores)).messages[0]


def test_the_value_that_is_wrong_is_named_and_only_it_is_shown():
    report = on_box(lambda box: ((box[:2] + box[2:]) / 2, (box[2:] - box[:2]).flip(0)))

    assert "Value 2 differs at all 2 places, most at [0]: expected 4, got 2." in report.messages
    assert dict(report.details)["got, value 2 (2,)"] == "[2, 4]"


def test_missing_keys_are_listed():
    check = one(lambda x: {"K": x, "V": x}, Case(torch.ones(1)))

    assert check(lambda x: {"K": x}).messages == ("The result should have the keys K, V; yours has K.",)
    assert "under the key 'V' differs" in check(lambda x: {"K": x, "V": x + 1}).messages[0]


def test_nan_is_named_with_its_first_place():
    report = on_weights(lambda scores: torch.where(scores == 2, torch.nan, scores.softmax(1)))

    assert "NaN in the result" in report.title
    assert report.messages[0].startswith("The result holds NaN (not a number) at 1 of 6 places, first at [0, 1].")


def test_one_wrong_number_is_shown_with_its_place_and_both_values():
    def slightly_wrong(scores):
        weights = scores.softmax(1)
        return weights + 0.5 * (scores == 7)

    report = on_weights(slightly_wrong)

    assert report.title == "`attention_weights`: wrong result in case 1 of 3."
    assert report.messages == (
        "The result differs at 1 of 6 places, namely at [1, 2]: expected 0.843795, got 1.34379.",
        "Your numbers don't sum to 1 along dimension 1.",
        "2 of 3 cases are right.",
    )


def test_numbers_that_look_equal_are_shown_with_more_digits():
    check = one(lambda x: x, Case(torch.tensor([1.0, 2.0], dtype=torch.float64)), tolerance=1e-12)

    assert "expected 2, got 2.00000002" in check(lambda x: x + torch.tensor([0, 2e-8])).messages[0]


def test_a_wrong_number_is_shown_beside_the_right_one():
    report = on_count(lambda length, window, stride=1: length)

    assert report.messages[0] == "The result should be 3; yours is 5."


def test_an_input_changed_in_place_is_named():
    def careless(scores):
        scores -= scores.max()
        return scores.softmax(1)

    report = on_weights(careless)

    assert "an input is changed" in report.title
    assert report.messages[0] == "The function changes `scores` in place, so the caller's values are lost."


# --- Gradients ---


def test_a_result_cut_off_from_its_inputs_is_named():
    report = on_weights(lambda scores: scores.detach().softmax(1))

    assert "no gradient" in report.title
    assert report.messages[0].startswith("The values are right, but no gradient flows back")


def test_an_error_that_only_gradients_cause_is_shown():
    report = on_weights(lambda scores: torch.from_numpy(scores.softmax(1).numpy()))

    assert "no gradient" in report.title
    assert "RuntimeError: Can't call numpy()" in report.messages[1]


def test_a_wrong_gradient_is_named_with_its_input():
    def half(scores):
        weights = scores.softmax(1)
        return weights / 2 + weights.detach() / 2

    report = on_weights(half)

    assert "wrong gradient" in report.title
    assert report.messages[1].startswith("The gradient of `scores` differs")


# --- Known mistakes ---


def test_a_known_mistake_gets_its_own_message_first():
    report = on_weights(lambda scores: scores.softmax(0))

    assert report.messages[0] == "The softmax runs over the queries; each row should sum to 1."
    assert "wrong result in case 1" in report.title


def test_a_mistake_made_only_where_it_matters_is_known_too():
    report = on_count(lambda length, window, stride=1: (length - window) // stride + (stride == 1))

    assert report.messages[0] == "The window's first place counts too."
    assert "case 2 of 2 (stride 2)" in report.title


def test_a_known_mistake_that_explains_some_wrong_cases_is_named_for_these():
    report = on_weights(lambda scores: scores.softmax(0) if scores.shape == (2, 3) else scores)

    assert report.messages[0] == "In case 1: The softmax runs over the queries; each row should sum to 1."
    assert report.cause == "known mistake"


def test_of_two_mistakes_that_explain_the_wrong_cases_the_one_that_agrees_in_more_is_named():
    def solution(x):
        return abs(x)

    def clamp(x):
        return max(x, 0)

    def zero(x):
        return 0

    cases = [Case(-2), Case(3), Case(4)]
    check = one(solution, *cases, mistakes=[Mistake(zero, "always zero"), Mistake(clamp, "clamped")])

    assert check(lambda x: max(x, 0)).messages[0] == "clamped"
    assert check(lambda x: 0).messages[0] == "always zero"


def test_a_known_mistake_that_raises_is_known_by_its_exception():
    def beyond(x):
        return x[len(x)]

    check = one(lambda x: x[len(x) - 1], Case([1, 2]), mistakes=[Mistake(beyond, "Indices begin at 0.")])

    report = check(lambda x: x[len(x)])
    assert report.messages[0] == "Indices begin at 0."
    assert "IndexError is raised" in report.title


def test_a_known_mistake_that_changes_its_input_is_told_from_one_that_does_not():
    def in_place(x):
        x.clamp_(0)
        return x

    cases = [Case(torch.tensor([-1.0, 1.0]))]
    check = one(lambda x: x.clamp(0), *cases, mistakes=[Mistake(in_place, "`clamp_` writes into its input.")])

    assert check(lambda x: x.clamp_(0)).messages[0] == "`clamp_` writes into its input."


def test_a_known_mistake_in_the_gradient_is_known():
    def detached(x):
        return x * x.detach()

    check = one(
        lambda x: x * x, Case(torch.ones(2)), gradient=True, mistakes=[Mistake(detached, "One factor is cut off.")]
    )

    assert check(lambda x: x.detach() * x).messages[0] == "One factor is cut off."
    assert "cut off." not in check(lambda x: (x * x).detach()).messages[0]


# --- What stops a function ---


def test_an_exception_is_shown_with_its_line_and_the_inputs():
    def raising(scores):
        return scores[7]

    report = on_weights(raising)

    assert report.title == "`attention_weights`: IndexError is raised in case 1 of 3."
    assert report.messages[0] == "IndexError: index 7 is out of bounds for dimension 0 with size 2"
    assert report.messages[1].startswith("In line ")
    assert report.messages[1].endswith(": `return scores[7]`.")
    assert report.details == (("scores (2×3)", "[[1, 2, 3],\n [4, 5, 7]]"),)


def test_an_exception_on_a_later_case_names_that_case():
    def raising(scores):
        return scores[1:].softmax(1) if len(scores) == 1 and scores[1] is None else scores.softmax(1)

    assert "IndexError is raised in case 2 of 3 (one query)" in on_weights(raising).title


def test_an_endless_loop_is_named_with_its_line():
    def loop(scores):
        while True:
            pass

    report = on_weights(loop)

    assert report.title == "`attention_weights`: no result in time in case 1 of 3."
    assert report.messages[0] == "The function was stopped after 1 second. Is there a loop that never ends?"
    assert report.messages[1].startswith("It was in line ")


def test_exit_is_named():
    assert (
        on_weights(lambda scores: exit()).messages[0] == "The function calls `exit()`; it should `return` its result."
    )


def test_too_much_memory_is_named():
    check = one(lambda x: x, Case(1), memory=2**28)

    report = check(lambda x: torch.ones(2**29))

    assert "out of memory" in report.title
    assert report.messages[0] == "The function asked for more than 256 MB of memory and was stopped."


def test_a_result_too_large_to_compare_is_named():
    assert "the result is too large" in one(lambda x: x, Case(1))(lambda x: list(range(10**6))).title


def test_the_end_of_the_process_is_named():
    import os

    report = on_weights(lambda scores: os._exit(0))

    assert report.messages[0].startswith("The function ended the Python process it ran in, instead of returning")


# --- What can't be checked ---


def test_wrong_parameters_are_shown_beside_the_call():
    report = on_count(lambda length: 3)

    assert report.messages == (
        "It is called as `count_windows(length, window)`, but the parameters of yours are `(length)`: "
        "`window` is missing.",
    )


def test_a_missing_keyword_parameter_is_shown_beside_the_call():
    report = on_count(lambda length, window: length - window + 1)

    assert "called as `count_windows(length, window, stride=...)`" in report.messages[0]


@pytest.mark.parametrize("thing", [torch.ones(2), None, "attention_weights", ...])
def test_what_is_no_function_is_told_how_to_check(thing):
    report = sample.check(thing)

    assert report.status == "wrong"
    assert "`check` takes the function itself: `check(attention_weights)`" in report.messages[0]


def test_a_function_of_another_name_is_told_the_names():
    report = sample.check(named("attention", lambda scores: scores))

    assert report.title == "There is no exercise `attention`."
    assert "`attention_weights`, `centre_and_size`, `count_windows`" in report.messages[0]


def test_a_builtin_without_a_signature_is_checked_all_the_same():
    check = one(lambda x: x, Case({"a": 1}))

    assert "wrong type" in check(type("answer", (dict,), {})).title or check(type("answer", (dict,), {}))


# --- The same on every run ---


def test_the_report_is_the_same_on_every_run():
    def wrong(scores):
        return scores.softmax(0) + torch.rand(1)

    assert repr(on_weights(wrong)) == repr(on_weights(wrong))
    assert on_weights(wrong)._repr_html_() == on_weights(wrong)._repr_html_()


def test_names_paths_and_addresses_stay_out_of_the_report():
    class Thing:
        pass

    for function in (lambda scores: Thing(), lambda scores: scores[9], lambda scores: (i for i in scores)):
        text = repr(on_weights(function))
        assert "0x" not in text
        assert __file__ not in text


# --- What is recognised in every exercise ---


def names(message, function, solution, *cases, **keywords):
    report = one(solution, *cases, **keywords)(function)
    assert report.status == "wrong"
    assert report.cause
    assert any(message in sentence for sentence in report.messages), report


ROWS = torch.tensor([[1.0, -2.0, 4.0], [0.75, 3.0, -8.0]])
MORE = torch.tensor([[2.0, 1.0], [-4.0, 3.0], [6.0, 5.0], [0.25, 7.0]])


@pytest.mark.parametrize(
    ("message", "function", "solution"),
    [
        ("by a factor: the number of rows of `x`", lambda x: x.sum(0), lambda x: x.mean(0)),
        ("by a factor: the square root of the number of columns of `x`", lambda x: x, lambda x: x / x.shape[1] ** 0.5),
        ("transposed", lambda x: x.T.contiguous(), lambda x: x),
        ("Negative numbers are 0", lambda x: (x - 0.3).relu(), lambda x: x - 0.3),
        ("The sign is lost", lambda x: (x - 0.3).abs(), lambda x: x - 0.3),
        ("squares of the expected", lambda x: (x - 0.3) ** 2, lambda x: x - 0.3),
        ("rounded down", lambda x: (x - 0.3).floor(), lambda x: x - 0.3),
        ("rounded to 1 decimal", lambda x: (x / 3).round(decimals=1), lambda x: x / 3),
        (
            "the sum of your numbers along dimension 1: it is still to be taken",
            lambda x: x * 2,
            lambda x: (x * 2).sum(1),
        ),
        ("one dimension too many is lost", lambda x: x.sum(), lambda x: x.sum(1)),
        ("a dimension of size 1 too many", lambda x: x.sum(1, keepdim=True), lambda x: x.sum(1)),
        ("sum to 1 along dimension 0. They should along dimension 1", lambda x: x.softmax(0), lambda x: x.softmax(1)),
        ("each is the largest of the expected ones", lambda x: x.amax(0).expand_as(x).clone(), lambda x: x),
        ("1 row too many at the end", lambda x: torch.cat([x, x[:1]]), lambda x: x),
        ("1 column at the start", lambda x: x[:, 1:], lambda x: x),
        ("off by the same factor", lambda x: x / x.max(), lambda x: x),
        ("the softmax of the expected ones", lambda x: (2 * x).softmax(1), lambda x: 2 * x),
        ("`x` is rounded to whole numbers first", lambda x: (x.round() + 0.3) ** 2, lambda x: (x + 0.3) ** 2),
    ],
)
def test_a_pattern_is_recognised_without_being_listed(message, function, solution):
    names(message, function, solution, Case(ROWS), Case(MORE))


@pytest.mark.parametrize(
    ("message", "function"),
    [
        ("`stride` is not used", lambda x, y, stride=1, start=0: x[start:] * y[0]),
        ("`x` is used in place of `y`", lambda x, y, stride=1, start=0: x[start::stride] * x[0]),
        ("`start - 1`: one too few", lambda x, y, stride=1, start=0: x[start - 1 :: stride] * y[0]),
        ("`x` and `y` are exchanged", lambda x, y, stride=1, start=0: y[start::stride] * x[0]),
    ],
)
def test_an_input_that_is_used_wrongly_is_recognised(message, function):
    def solution(x, y, stride=1, start=0):
        return x[start::stride] * y[0]

    first, second = torch.tensor([1.0, 2.0, 5.0, -3.0, 7.0, 4.0]), torch.tensor([3.0, -1.0, 0.5, 4.0, 1.0, 9.0])
    names(message, function, solution, Case(first, second, 3, 1), Case(second, first + 1, 2, 2))


@pytest.mark.parametrize(
    ("message", "function"),
    [
        ("`.sum(...)`, which drops the dimension", lambda x: x / x.sum(1)),
        ("returns two tensors, values and indices", lambda x: x - x.max(1)),
        ("the last of 2 is 1", lambda x: x[len(x)]),
        ("What comes as `x`", lambda x: x.width),
        ("A matrix product", lambda x: x @ x),
        ("isn't defined", lambda x: undefined(x)),  # noqa: F821
        ("`torch.where`", lambda x: x if x > 0 else -x),
        ("whole numbers", lambda x: x[: len(x) / 2]),
        ("There is no dimension 5", lambda x: x.sum(5)),
        ("maximum or minimum of nothing", lambda x: x[:, :0].amax(1)),
    ],
)
def test_an_exception_is_explained_in_the_students_terms(message, function):
    if "What comes" in message:
        names("which has no `.width`", lambda x: x.width, lambda x: len(x), Case([1, 2]), Case([3]))
    else:
        names(message, function, lambda x: x.double(), Case(ROWS))


def test_a_helper_that_is_not_written_yet_is_named():
    space = {}
    exec("def helper(x): ...\ndef answer(x):\n    return helper(x) + 1", space)

    names("calls `helper`, which isn't written yet", space["answer"], lambda x: x, Case(1))


def test_the_cases_that_are_right_point_at_the_input():
    cases = [Case(torch.ones(rows, columns)) for rows, columns in ((2, 2), (3, 3), (2, 3), (4, 1))]

    names("equals the number of columns of `x`", lambda x: len(x) * 4, lambda x: sum(x.shape) * 2, *cases)


def test_results_that_changed_places_or_come_twice_are_named():
    cases = [Case(torch.tensor([1.0, 5.0]), torch.tensor([2.0, 4.0]))]
    both = {"solution": lambda x, y: (x + y, x - y), "outputs": ("sum", "difference")}

    def check(function):
        return one(both["solution"], *cases, outputs=both["outputs"])(function)

    assert "`sum` and `difference` have changed places." in check(lambda x, y: (x - y, x + y)).messages
    assert "A result comes twice: in place of `difference` comes `sum`." in check(lambda x, y: (x + y, x + y)).messages
    assert "Right: `sum`." in check(lambda x, y: (x + y, x * y)).messages


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda scores, dtype: scores, "`dtype` has no default value"),
        (lambda *, scores: scores, "`scores` can be given by name only, since it stands after `*`"),
        (lambda: 0, "`scores` is missing"),
    ],
)
def test_the_parameter_that_does_not_fit_is_named(function, message):
    assert message in on_weights(function).messages[0]


def test_what_gives_no_result_when_called_is_named():
    async def later(scores):
        return scores

    def one_by_one(scores):
        yield scores

    assert "Write `def`" in on_weights(later).messages[0]
    assert "Write `return`" in on_weights(one_by_one).messages[0]


def test_functions_without_a_name_are_told_what_they_are():
    import functools

    assert "This is a module, Linear." in sample.check(torch.nn.Linear(1, 1)).messages[0]
    assert "`Linear` is a class." in sample.check(torch.nn.Linear).messages[0]
    assert "A partial function has no name" in sample.check(functools.partial(torch.softmax, dim=1)).messages[0]
    assert "A lambda has no name" in sample.check(lambda scores: scores).messages[0]


def test_a_lambda_that_the_notebook_gave_the_exercises_name_is_checked():
    space = {"torch": torch}
    exec("attention_weights = lambda scores: torch.softmax(scores, 1)", space)

    assert sample.check(space["attention_weights"]).passed
