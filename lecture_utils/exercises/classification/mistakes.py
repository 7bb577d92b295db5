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


def kept_from_zero(input: Tensor, target: Tensor, least: float = 1e-12) -> Tensor:
    """Let no probability be smaller than a bound."""
    return -method.cross_entropy_steps(input, target).of_truth.clamp(min=least).log().mean()


def added_to_probabilities(input: Tensor, target: Tensor, added: float = 1e-12) -> Tensor:
    """Add a small number inside the logarithm."""
    return -(method.cross_entropy_steps(input, target).of_truth + added).log().mean()


SMALL = (1e-15, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)


def rounded_to_zero(input: Tensor, target: Tensor) -> Tensor:
    """Take the logarithm of a probability that was rounded to 0."""
    return -method.cross_entropy_steps(input, target).of_truth.log().mean()


def over_all_categories(input: Tensor, target: Tensor) -> Tensor:
    """Divide by the number of all probabilities."""
    return method.cross_entropy(input, target) / input.shape[1]


def over_the_images(input: Tensor, target: Tensor) -> Tensor:
    """Take the softmax over the images."""
    return -method.log_softmax(input, 0).gather(1, target[:, None]).mean()


def labels_from_one(input: Tensor, target: Tensor) -> Tensor:
    """Take category 1 for the first."""
    return -method.log_softmax(input, 1)[torch.arange(len(target)), target - 1].mean()


def every_label_of_every_image(input: Tensor, target: Tensor) -> Tensor:
    """Pick the columns of all labels from each row."""
    return -method.log_softmax(input, 1)[:, target].mean()


def probabilities_without_logarithm(input: Tensor, target: Tensor) -> Tensor:
    """Average -p."""
    return -method.cross_entropy_steps(input, target).of_truth.mean()


def softmax_of_softmax(input: Tensor, target: Tensor) -> Tensor:
    """Give probabilities to a loss that takes scores."""
    return method.cross_entropy(method.softmax(input, 1), target)


def logarithms_of_scores(input: Tensor, target: Tensor) -> Tensor:
    """Take the logarithm of the scores themselves."""
    return -input.gather(1, target[:, None]).log().mean()


def divided_by_categories(input: Tensor, target: Tensor) -> Tensor:
    """Divide the sum by the number of categories."""
    return method.cross_entropy(input, target) * len(input) / input.shape[1]


def of_each_category(input: Tensor, target: Tensor) -> Tensor:
    """Add the losses of the other categories, as for labels that may all be true."""
    p = method.softmax(input, 1)
    truth = torch.zeros_like(input).scatter(1, target[:, None], 1.0)
    return -(truth * p.log() + (1 - truth) * (1 - p).log()).sum(1).mean()


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


def of_the_probability(input: Tensor, target: Tensor) -> Tensor:
    """Stop at the derivative with respect to the true label's probability."""
    p = method.softmax(input, 1)
    return torch.zeros_like(input).scatter(1, target[:, None], -1 / p.gather(1, target[:, None])) / len(input)


def own_derivative(input: Tensor, target: Tensor) -> Tensor:
    """Take p (1 - p)."""
    p = method.softmax(input, 1)
    return p * (1 - p) / len(input)


def mean_over_images_in_part(input: Tensor, target: Tensor) -> Tensor:
    """Divide only the 1 of the true label by N."""
    return method.softmax(input, 1) - torch.zeros_like(input).scatter(1, target[:, None], 1.0 / len(input))


def softmax_over_images(input: Tensor, target: Tensor) -> Tensor:
    """Take the softmax over the images."""
    return (method.softmax(input, 0) - torch.zeros_like(input).scatter(1, target[:, None], 1.0)) / len(input)


def softmax_over_everything(input: Tensor, target: Tensor) -> Tensor:
    """Let the probabilities of all images together sum to 1."""
    p = method.softmax(input.flatten(), 0).reshape(input.shape)
    return (p - torch.zeros_like(input).scatter(1, target[:, None], 1.0)) / len(input)


def divided_by_all(input: Tensor, target: Tensor) -> Tensor:
    """Divide by the number of all scores."""
    return method.cross_entropy_gradient(input, target) / input.shape[1]


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


def kth_guess_alone(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Let only the K-th guess count."""
    return (method.rank_of_truth(scores, labels) == k).float().mean()


def error_rate(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Return the error."""
    return 1 - method.top_k_accuracy(scores, labels, k)


def any_image(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Ask whether one image is right."""
    return (method.rank_of_truth(scores, labels) <= k).any().float()


def guesses_of_all_images(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Look for a label among the guesses of all images."""
    return torch.isin(labels, scores.topk(k, dim=1).indices).float().mean()


def always_five(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Allow five guesses, whatever K is."""
    return method.top_k_accuracy(scores, labels, min(5, scores.shape[1]))


def sorted_along_the_images(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Sort each column, and read places in it as labels."""
    best = scores.argsort(dim=0, descending=True)[:, :k]
    return (best == labels[:, None]).any(dim=1).float().mean()


def scores_for_labels(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Compare labels with the highest scores themselves."""
    return (scores.topk(k, dim=1).values == labels[:, None]).any(dim=1).float().mean()


def divided_by_classes(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Divide by the number of categories."""
    return method.top_k_accuracy(scores, labels, k) * len(scores) / scores.shape[1]


def order_for_ranks(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Read ``argsort`` as if it gave each category its rank."""
    order = scores.argsort(dim=1, descending=True)
    return (order.gather(1, labels[:, None]) < k).float().mean()


def in_order_of_images(scores: Tensor, labels: Tensor, k: int) -> Tensor:
    """Take the highest scores of each category instead of each image."""
    guesses = scores.argsort(dim=0, descending=True)[:k]  # (k, C)
    return (guesses[:, : len(labels)] == labels[: guesses.shape[1]]).any(dim=0).float().mean()


# --- convolution_multiply_adds


def _count(weight: Tensor, height: int, width: int) -> int:
    """Count the multiply–adds at a number of places."""
    return weight.numel() * height * width


def _sides(input: Tensor, weight: Tensor) -> list[tuple[int, int]]:
    """Give height and width, each with the filter's."""
    return list(zip(input.shape[1:], weight.shape[2:], strict=True))


def one_channel(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Forget that a filter is as deep as its input."""
    return convolution_multiply_adds(input, weight, stride, padding) // weight.shape[1]


def one_filter(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Forget that there are many filters."""
    return convolution_multiply_adds(input, weight, stride, padding) // weight.shape[0]


def places_of_the_input(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Put the filter on every pixel of the input."""
    return _count(weight, *input.shape[1:])


def padding_forgotten(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Leave the padding out."""
    return convolution_multiply_adds(input, weight, stride, 0)


def padded_on_one_side(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Add the padding once."""
    height, width = ((side + padding - k) // stride + 1 for side, k in _sides(input, weight))
    return _count(weight, height, width)


def stride_forgotten(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Move by one pixel."""
    return convolution_multiply_adds(input, weight, 1, padding)


def last_place_forgotten(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Forget the + 1."""
    height, width = ((side + 2 * padding - k) // stride for side, k in _sides(input, weight))
    return _count(weight, height, width)


def rounded_up(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Count a place at which the filter hangs over the end."""
    height, width = (-(-(side + 2 * padding - k) // stride) + 1 for side, k in _sides(input, weight))
    return _count(weight, height, width)


def places_without_products(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Count the outputs."""
    return convolution_multiply_adds(input, weight, stride, padding) // weight[0].numel()


def square(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Take the height for the width, of the input and of the filter."""
    height, k = input.shape[1], weight.shape[2]
    side = (height + 2 * padding - k) // stride + 1
    return weight.shape[0] * weight.shape[1] * k * k * side * side


def counted_twice(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Count a product and its sum as two."""
    return 2 * convolution_multiply_adds(input, weight, stride, padding)


def with_biases(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Count the addition of the bias as well."""
    return convolution_multiply_adds(input, weight, stride, padding) + places_without_products(
        input, weight, stride, padding
    )


def parameters(input: Tensor, weight: Tensor, stride: int, padding: int) -> int:
    """Count the weights."""
    return weight.numel()
