"""Usual mistakes of lecture 01, each a wrong implementation, named after what is wrong."""

import torch
from torch import Tensor

from lecture_utils.methods import classification as method
from lecture_utils.methods.classification.layer_costs import convolution_multiply_adds

# --- softmax


def without_powers(input: Tensor, dim: int) -> Tensor:
    """Divide the scores themselves by their sum."""
    return input / input.sum(dim, keepdim=True)


def over_everything(input: Tensor, dim: int) -> Tensor:
    """Let all numbers together sum to 1."""
    powers = (input - input.max()).exp()
    return powers / powers.sum()


def along_the_other_dimension(input: Tensor, dim: int) -> Tensor:
    """Sum along the other dimension of a matrix."""
    return method.softmax(input, dim if input.dim() == 1 else 1 - dim)


def too_large_powers(input: Tensor, dim: int) -> Tensor:
    """Take powers of the scores as they are."""
    return input.exp() / input.exp().sum(dim, keepdim=True)


def powers_of_two(input: Tensor, dim: int) -> Tensor:
    """Take powers of 2."""
    powers = 2 ** (input - input.amax(dim, keepdim=True))
    return powers / powers.sum(dim, keepdim=True)


def logarithms(input: Tensor, dim: int) -> Tensor:
    """Return the logarithms of the probabilities."""
    return method.log_softmax(input, dim)


def all_to_the_largest(input: Tensor, dim: int) -> Tensor:
    """Give the largest score all of it."""
    return (input == input.amax(dim, keepdim=True)).to(input.dtype)


def largest_taken_away_once(input: Tensor, dim: int) -> Tensor:
    """Take the largest score away above the line only."""
    return (input - input.amax(dim, keepdim=True)).exp() / input.exp().sum(dim, keepdim=True)


# --- cross_entropy


def summed(input: Tensor, target: Tensor) -> Tensor:
    """Sum over the images."""
    return method.cross_entropy(input, target) * len(input)


def of_the_first_guess(input: Tensor, target: Tensor) -> Tensor:
    """Look at the likeliest label instead of the true one."""
    return -method.log_softmax(input, 1).amax(1).mean()


def without_logarithm(input: Tensor, target: Tensor) -> Tensor:
    """Average 1 - p."""
    return (1 - method.cross_entropy_steps(input, target).of_truth).mean()


def logarithm_to_base_two(input: Tensor, target: Tensor) -> Tensor:
    """Take logarithms to base 2."""
    return method.cross_entropy(input, target) / torch.log(torch.tensor(2.0))


def sign_forgotten(input: Tensor, target: Tensor) -> Tensor:
    """Forget the minus."""
    return -method.cross_entropy(input, target)


def scores_for_probabilities(input: Tensor, target: Tensor) -> Tensor:
    """Take the true labels' scores without a softmax."""
    return -input.gather(1, target[:, None]).mean()


def logarithm_of_the_mean(input: Tensor, target: Tensor) -> Tensor:
    """Average the probabilities before the logarithm."""
    return -method.cross_entropy_steps(input, target).of_truth.mean().log()


def rounded_to_zero(input: Tensor, target: Tensor) -> Tensor:
    """Take the logarithm of a probability that was rounded to 0."""
    return -method.cross_entropy_steps(input, target).of_truth.log().mean()


def over_all_categories(input: Tensor, target: Tensor) -> Tensor:
    """Divide by the number of all probabilities."""
    return method.cross_entropy(input, target) / input.shape[1]


# --- cross_entropy_gradient


def of_the_sum(input: Tensor, target: Tensor) -> Tensor:
    """Forget that the loss is a mean."""
    return method.cross_entropy_gradient(input, target) * len(input)


def uphill(input: Tensor, target: Tensor) -> Tensor:
    """Take the truth minus the probabilities."""
    return -method.cross_entropy_gradient(input, target)


def one_taken_from_all(input: Tensor, target: Tensor) -> Tensor:
    """Take 1 from every probability."""
    return (method.softmax(input, 1) - 1) / len(input)


def only_at_the_truth(input: Tensor, target: Tensor) -> Tensor:
    """Leave the gradient of the other scores out."""
    truth = torch.zeros_like(input).scatter(1, target[:, None], 1.0)
    return method.cross_entropy_gradient(input, target) * truth


def probabilities_alone(input: Tensor, target: Tensor) -> Tensor:
    """Forget the true label."""
    return method.softmax(input, 1) / len(input)


def scores_minus_truth(input: Tensor, target: Tensor) -> Tensor:
    """Take scores for probabilities."""
    return (input - torch.zeros_like(input).scatter(1, target[:, None], 1.0)) / len(input)


# --- top_k_accuracy


def one_guess_fewer(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Count ranks below K."""
    return (method.rank_of_truth(scores, labels) < k).float().mean()


def one_guess_more(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Count ranks up to K + 1."""
    return (method.rank_of_truth(scores, labels) <= k + 1).float().mean()


def least_likely(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Take the lowest scores."""
    return method.top_k_accuracy(-scores, labels, k)


def in_percent(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Return percent."""
    return 100 * method.top_k_accuracy(scores, labels, k)


def as_a_count(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Return how many are right."""
    return len(labels) * method.top_k_accuracy(scores, labels, k)


def first_guess_only(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Let only the first guess count."""
    return method.top_k_accuracy(scores, labels, 1)


def divided_by_guesses(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Average over all guesses."""
    return method.top_k_accuracy(scores, labels, k) / k


def in_order_of_images(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Take the highest scores of each category instead of each image."""
    guesses = scores.argsort(dim=0, descending=True)[:k]  # (k, C)
    return (guesses[:, : len(labels)] == labels[: guesses.shape[1]]).any(dim=0).float().mean()


# --- convolution_multiply_adds

Shape3 = tuple[int, int, int]
Shape4 = tuple[int, int, int, int]


def one_channel(input: Shape3, weight: Shape4, stride: int, padding: int) -> int:
    """Forget that a filter is as deep as its input."""
    return convolution_multiply_adds(input, weight, stride, padding) // weight[1]


def one_filter(input: Shape3, weight: Shape4, stride: int, padding: int) -> int:
    """Forget that there are many filters."""
    return convolution_multiply_adds(input, weight, stride, padding) // weight[0]


def places_of_the_input(input: Shape3, weight: Shape4, stride: int, padding: int) -> int:
    """Put the filter on every pixel of the input."""
    filters, channels, k_h, k_w = weight
    return filters * channels * k_h * k_w * input[1] * input[2]


def padding_forgotten(input: Shape3, weight: Shape4, stride: int, padding: int) -> int:
    """Leave the padding out."""
    return convolution_multiply_adds(input, weight, stride, 0)


def padded_on_one_side(input: Shape3, weight: Shape4, stride: int, padding: int) -> int:
    """Add the padding once."""
    filters, channels, k_h, k_w = weight
    height, width = ((side + padding - k) // stride + 1 for side, k in zip(input[1:], (k_h, k_w), strict=True))
    return filters * channels * k_h * k_w * height * width


def stride_forgotten(input: Shape3, weight: Shape4, stride: int, padding: int) -> int:
    """Move by one pixel."""
    return convolution_multiply_adds(input, weight, 1, padding)


def last_place_forgotten(input: Shape3, weight: Shape4, stride: int, padding: int) -> int:
    """Forget the + 1."""
    filters, channels, k_h, k_w = weight
    height, width = ((side + 2 * padding - k) // stride for side, k in zip(input[1:], (k_h, k_w), strict=True))
    return filters * channels * k_h * k_w * height * width


def counted_twice(input: Shape3, weight: Shape4, stride: int, padding: int) -> int:
    """Count a product and its sum as two."""
    return 2 * convolution_multiply_adds(input, weight, stride, padding)


def parameters(input: Shape3, weight: Shape4, stride: int, padding: int) -> int:
    """Count the weights."""
    filters, channels, k_h, k_w = weight
    return filters * channels * k_h * k_w
