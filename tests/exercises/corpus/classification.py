"""Answers to the classification exercises as students write them, right and wrong."""

import math
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tests.exercises.corpus import right, wrong

# --- softmax ---


@wrong("softmax", "Takes e to the power of the raw scores, so scores of 1000 give inf/inf")
def softmax_raw_powers(input, dim):
    return torch.exp(input) / torch.exp(input).sum(dim, keepdim=True)


@wrong("softmax", "Subtracts the maximum of the whole tensor, so a far smaller row underflows to 0/0")
def softmax_maximum_of_all(input, dim):
    powers = torch.exp(input - input.max())
    return powers / powers.sum(dim, keepdim=True)


@wrong("softmax", "Forgets keepdim, so the sums line up with the wrong dimension")
def softmax_without_keepdim(input, dim):
    powers = torch.exp(input - input.amax(dim, keepdim=True))
    return powers / powers.sum(dim)


@wrong("softmax", "Forgets keepdim twice, for the maximum as well as for the sum")
def softmax_without_keepdim_twice(input, dim):
    powers = torch.exp(input - input.amax(dim))
    return powers / powers.sum(dim)


@wrong("softmax", "Ignores dim and always sums along the last dimension")
def softmax_always_last(input, dim):
    powers = torch.exp(input - input.amax(-1, keepdim=True))
    return powers / powers.sum(-1, keepdim=True)


@wrong("softmax", "Divides by the sum over the whole tensor")
def softmax_sum_of_all(input, dim):
    powers = torch.exp(input - input.max())
    return powers / powers.sum()


@wrong("softmax", "Divides the scores themselves by their sum, without any power of e")
def softmax_scores_by_sum(input, dim):
    return input / input.sum(dim, keepdim=True)


@wrong("softmax", "Works in place and so changes the scores of the caller")
def softmax_in_place(input, dim):
    input -= input.amax(dim, keepdim=True)
    input.exp_()
    input /= input.sum(dim, keepdim=True)
    return input


@wrong("softmax", "Subtracts what max(dim) returns, which is a pair of values and indices")
def softmax_pair_of_max(input, dim):
    powers = torch.exp(input - input.max(dim, keepdim=True))
    return powers / powers.sum(dim, keepdim=True)


@wrong("softmax", "Clamps the scores to 80, so that all large scores become equal")
def softmax_clamped(input, dim):
    powers = torch.exp(input.clamp(max=80))
    return powers / powers.sum(dim, keepdim=True)


@wrong("softmax", "Takes powers of 2 instead of powers of e")
def softmax_base_two(input, dim):
    powers = 2 ** (input - input.amax(dim, keepdim=True))
    return powers / powers.sum(dim, keepdim=True)


@wrong("softmax", "Subtracts the mean instead of the maximum, which one large score among small ones overcomes")
def softmax_minus_mean(input, dim):
    powers = torch.exp(input - input.mean(dim, keepdim=True))
    return powers / powers.sum(dim, keepdim=True)


@wrong("softmax", "Divides the scores by their maximum instead of subtracting it")
def softmax_divided_by_maximum(input, dim):
    powers = torch.exp(input / input.amax(dim, keepdim=True))
    return powers / powers.sum(dim, keepdim=True)


@wrong("softmax", "Returns the logarithms of the probabilities")
def softmax_logarithms(input, dim):
    return input - torch.logsumexp(input, dim, keepdim=True)


@wrong("softmax", "Subtracts the largest absolute value, so very negative scores underflow to 0/0")
def softmax_absolute_maximum(input, dim):
    powers = torch.exp(input - input.abs().amax(dim, keepdim=True))
    return powers / powers.sum(dim, keepdim=True)


@wrong("softmax", "Trusts float64 to hold e to the power of 1000")
def softmax_in_float64_only(input, dim):
    powers = torch.exp(input.double())
    return (powers / powers.sum(dim, keepdim=True)).to(input.dtype)


@wrong("softmax", "Replaces the nan of large scores by 0 afterwards")
def softmax_nan_to_zero(input, dim):
    powers = torch.exp(input)
    return torch.nan_to_num(powers / powers.sum(dim, keepdim=True))


@wrong("softmax", "Transposes for dim 0 and takes every other dim for 1, so only matrices with dim 0 or 1 work")
def softmax_of_matrices(input, dim):
    if dim == 0:
        return softmax_of_matrices(input.T, 1).T
    powers = torch.exp(input - input.max(1, keepdim=True).values)
    return powers / powers.sum(1, keepdim=True)


@wrong("softmax", "Rounds the probabilities to two decimals")
def softmax_rounded(input, dim):
    powers = torch.exp(input - input.amax(dim, keepdim=True))
    return (powers / powers.sum(dim, keepdim=True)).round(decimals=2)


@wrong("softmax", "Gives the largest score probability 1, the others 0")
def softmax_winner_takes_all(input, dim):
    return (input == input.amax(dim, keepdim=True)).float()


@wrong("softmax", "Subtracts the minimum instead of the maximum")
def softmax_minus_minimum(input, dim):
    powers = torch.exp(input - input.amin(dim, keepdim=True))
    return powers / powers.sum(dim, keepdim=True)


@wrong("softmax", "Subtracts in the sum alone, so the numerator has another scale than the denominator")
def softmax_subtracts_in_sum_only(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return torch.exp(input) / torch.exp(shifted).sum(dim, keepdim=True)


@right("softmax", "Loops over the numbers in Python and puts them back into a tensor")
def softmax_in_loops(input, dim):
    rows = input.movedim(dim, -1) if input.dim() else input.reshape(1)
    flat = []
    for row in rows.reshape(-1, rows.shape[-1]).tolist():
        highest = max(row)
        powers = [math.exp(score - highest) for score in row]
        flat.append([power / sum(powers) for power in powers])
    result = torch.tensor(flat, dtype=input.dtype).reshape(rows.shape)
    return result.movedim(-1, dim) if input.dim() else result.reshape(())


@right("softmax", "Calculates in NumPy with float64 and converts back")
def softmax_in_numpy(input, dim):
    scores = input.numpy().astype(np.float64)
    scores = scores - scores.max(axis=dim, keepdims=True)
    powers = np.exp(scores)
    return torch.as_tensor(powers / powers.sum(axis=dim, keepdims=True), dtype=input.dtype)


@right("softmax", "Subtracts the logarithm of the sum before the power")
def softmax_by_logsumexp(input, dim):
    return (input - input.logsumexp(dim, keepdim=True)).exp()


@right("softmax", "Uses the library's function, which the text does not forbid")
def softmax_of_the_library(input, dim):
    return F.softmax(input, dim=dim)


@right("softmax", "Divides 1 by the sum of the powers of all differences, where inf rightly leads to 0")
def softmax_from_differences(input, dim):
    if input.dim() == 0:
        return torch.ones_like(input)
    scores = input.movedim(dim, -1)
    return (1 / (scores.unsqueeze(-2) - scores.unsqueeze(-1)).exp().sum(-1)).movedim(-1, dim)


right("softmax", "Is a partial of the library's function that calculates in float64")(
    partial(torch.softmax, dtype=torch.float64)
)


class SoftmaxModule(nn.Module):
    def forward(self, input, dim):
        powers = (input - input.max(dim, keepdim=True)[0]).exp()
        return powers.div(powers.sum(dim=dim, keepdim=True))


right("softmax", "Is an instance of nn.Module")(SoftmaxModule())


# --- cross_entropy ---


@wrong("cross_entropy", "Sums over the images instead of taking the mean")
def cross_entropy_sum(input, target):
    return -F.log_softmax(input, 1)[torch.arange(len(target)), target].sum()


@wrong("cross_entropy", "Takes the logarithm after the softmax, which is −inf once a probability underflows")
def cross_entropy_log_of_softmax(input, target):
    p = torch.softmax(input, 1)
    return -p[torch.arange(len(target)), target].log().mean()


@wrong("cross_entropy", "Forgets the minus sign")
def cross_entropy_without_minus(input, target):
    return F.log_softmax(input, 1)[torch.arange(len(target)), target].mean()


@wrong("cross_entropy", "Normalizes over the images instead of the classes")
def cross_entropy_over_images(input, target):
    return -F.log_softmax(input, 0)[torch.arange(len(target)), target].mean()


@wrong("cross_entropy", "Picks the labels' columns of all images, an N×N table that is right for a batch of 1 only")
def cross_entropy_all_columns(input, target):
    return -F.log_softmax(input, dim=1)[:, target].mean()


@wrong("cross_entropy", "Clamps the probability to 1e-12, which caps the loss at 27.6")
def cross_entropy_clamped(input, target):
    p = torch.softmax(input, 1).clamp(min=1e-12)
    return -p[torch.arange(len(target)), target].log().mean()


@wrong("cross_entropy", "Takes the logarithm to base 2")
def cross_entropy_bits(input, target):
    return -F.log_softmax(input, 1)[torch.arange(len(target)), target].mean() / math.log(2)


@wrong("cross_entropy", "Takes the mean over all N · C entries of the masked table")
def cross_entropy_mean_of_table(input, target):
    return -(F.one_hot(target, input.shape[1]) * F.log_softmax(input, 1)).mean()


@wrong("cross_entropy", "Takes the logarithm of the mean probability instead of the mean of the logarithms")
def cross_entropy_log_of_mean(input, target):
    return -torch.softmax(input.double(), 1)[torch.arange(len(target)), target].mean().log()


@wrong("cross_entropy", "Returns one loss for each image")
def cross_entropy_for_each_image(input, target):
    return F.cross_entropy(input, target, reduction="none")


@wrong("cross_entropy", "Believes that labels start at 1")
def cross_entropy_labels_from_one(input, target):
    return -F.log_softmax(input, 1)[torch.arange(len(target)), target - 1].mean()


@wrong("cross_entropy", "Takes the scores for probabilities")
def cross_entropy_without_softmax(input, target):
    return -torch.log(input[torch.arange(len(target)), target]).mean()


@wrong("cross_entropy", "Returns a Python float where a tensor is asked for")
def cross_entropy_as_float(input, target):
    return F.cross_entropy(input, target).item()


@wrong("cross_entropy", "Returns a tensor of shape (1,)")
def cross_entropy_one_dimension(input, target):
    return F.cross_entropy(input, target).reshape(1)


@wrong("cross_entropy", "Writes log Σ exp without subtracting the maximum, which overflows")
def cross_entropy_overflow(input, target):
    true_scores = input.gather(1, target[:, None]).squeeze(1)
    return (input.exp().sum(1).log() - true_scores).mean()


@wrong("cross_entropy", "Adds −log(1 − p) of the other classes, as for yes-or-no labels")
def cross_entropy_binary(input, target):
    p = torch.softmax(input, 1)
    return F.binary_cross_entropy(p, F.one_hot(target, input.shape[1]).to(p), reduction="sum") / len(target)


@wrong("cross_entropy", "Lets one_hot guess the number of classes from the highest label in the batch")
def cross_entropy_guessed_classes(input, target):
    return -(F.one_hot(target) * F.log_softmax(input, 1)).sum(1).mean()


@wrong("cross_entropy", "Applies the softmax twice, once by hand and once in the library")
def cross_entropy_softmax_twice(input, target):
    return F.cross_entropy(torch.softmax(input, 1), target)


@wrong("cross_entropy", "Gives nll_loss probabilities instead of their logarithms")
def cross_entropy_nll_of_probabilities(input, target):
    return F.nll_loss(input.softmax(1), target)


@wrong("cross_entropy", "Divides by the number of classes instead of the number of images")
def cross_entropy_by_classes(input, target):
    return -F.log_softmax(input, 1)[torch.arange(len(target)), target].sum() / input.shape[1]


@wrong("cross_entropy", "Adds 1e-9 inside the logarithm")
def cross_entropy_epsilon(input, target):
    p = torch.softmax(input, dim=1)[range(len(target)), target]
    return torch.mean(-torch.log(p + 1e-9))


@right("cross_entropy", "Uses the library's loss, which the text does not forbid")
def cross_entropy_of_the_library(input, target):
    return F.cross_entropy(input, target)


@right("cross_entropy", "Loops over images and classes with Python floats")
def cross_entropy_in_loops(input, target):
    total = 0.0
    for scores, label in zip(input.tolist(), target.tolist(), strict=True):
        highest = max(scores)
        total += highest + math.log(sum(math.exp(score - highest) for score in scores)) - scores[label]
    return torch.tensor(total / len(target))


@right("cross_entropy", "Contracts one-hot labels and log-probabilities with einsum")
def cross_entropy_by_einsum(input, target):
    labels = F.one_hot(target, num_classes=input.shape[1]).to(input.dtype)
    return torch.einsum("nc,nc->", labels, -input.log_softmax(1)) / input.shape[0]


@right("cross_entropy", "Calculates in NumPy with float64 and returns a float64 tensor")
def cross_entropy_in_numpy(input, target):
    scores = input.detach().numpy().astype(np.float64)
    scores = scores - scores.max(1, keepdims=True)
    losses = np.log(np.exp(scores).sum(1)) - scores[np.arange(len(scores)), target.numpy()]
    return torch.tensor(losses.mean())


@right("cross_entropy", "Sums the powers of the differences to the true score, as a logsumexp")
def cross_entropy_of_margins(input, target):
    return torch.logsumexp(input - input.gather(1, target.unsqueeze(1)), dim=1).mean()


@right("cross_entropy", "Takes the trace of the N×N table of labels' columns")
def cross_entropy_trace(input, target, n=None):
    n = n or len(target)
    return -torch.log_softmax(input, -1)[:, target].diagonal().sum() / n


# --- cross_entropy_gradient ---


@wrong("cross_entropy_gradient", "Forgets to divide by the number of images")
def gradient_of_the_sum(input, target):
    return torch.softmax(input, 1) - F.one_hot(target, input.shape[1])


@wrong("cross_entropy_gradient", "Has the opposite sign, labels minus probabilities")
def gradient_opposite(input, target):
    return (F.one_hot(target, input.shape[1]) - torch.softmax(input, 1)) / len(target)


@wrong("cross_entropy_gradient", "Divides by the number of entries N · C")
def gradient_by_entries(input, target):
    return (torch.softmax(input, 1) - F.one_hot(target, input.shape[1])) / input.numel()


@wrong("cross_entropy_gradient", "Divides by the number of classes")
def gradient_by_classes(input, target):
    return (torch.softmax(input, 1) - F.one_hot(target, input.shape[1])) / input.shape[1]


@wrong("cross_entropy_gradient", "Takes the softmax over the images")
def gradient_over_images(input, target):
    return (torch.softmax(input, 0) - F.one_hot(target, input.shape[1])) / len(target)


@wrong("cross_entropy_gradient", "Subtracts 1 from every probability instead of the true label's alone")
def gradient_minus_one_everywhere(input, target):
    return (torch.softmax(input, 1) - 1) / len(target)


@wrong("cross_entropy_gradient", "Forgets the labels and returns the probabilities")
def gradient_without_labels(input, target):
    return torch.softmax(input, 1) / len(target)


@wrong("cross_entropy_gradient", "Subtracts 1 in the columns of all labels for every image, right for a batch of 1")
def gradient_all_columns(input, target):
    p = torch.softmax(input, 1)
    p[:, target] -= 1
    return p / len(target)


@wrong("cross_entropy_gradient", "Uses autograd, which the text forbids")
def gradient_by_autograd(input, target):
    scores = input.detach().clone().requires_grad_()
    F.cross_entropy(scores, target).backward()
    return scores.grad


@wrong("cross_entropy_gradient", "Uses torch.func.grad, which is autograd under another name")
def gradient_by_torch_func(input, target):
    return torch.func.grad(F.cross_entropy)(input, target)


@wrong("cross_entropy_gradient", "Takes powers of the raw scores, which overflow")
def gradient_overflow(input, target):
    powers = torch.exp(input)
    p = powers / powers.sum(1, keepdim=True)
    p[torch.arange(len(target)), target] -= 1
    return p / len(target)


@wrong("cross_entropy_gradient", "Takes the derivative −1/p of the true label's probability and stops there")
def gradient_with_respect_to_probabilities(input, target):
    p = torch.softmax(input, 1)
    return -F.one_hot(target, input.shape[1]) / p / len(target)


@wrong("cross_entropy_gradient", "Takes p (1 − p) for the gradient, the derivative of one probability by its own score")
def gradient_of_one_probability(input, target):
    p = torch.softmax(input, 1)
    return p * (1 - p) / len(target)


@wrong("cross_entropy_gradient", "Adds the images up and returns one row")
def gradient_one_row(input, target):
    return (torch.softmax(input, 1) - F.one_hot(target, input.shape[1])).mean(0)


@wrong("cross_entropy_gradient", "Subtracts the labels from the scores, without a softmax")
def gradient_of_scores(input, target):
    return (input - F.one_hot(target, input.shape[1])) / len(target)


@wrong("cross_entropy_gradient", "Lets one_hot guess the number of classes from the highest label in the batch")
def gradient_guessed_classes(input, target):
    return (torch.softmax(input, 1) - F.one_hot(target)) / len(target)


@wrong("cross_entropy_gradient", "Writes the probabilities into the scores of the caller")
def gradient_in_place(input, target):
    input.copy_(torch.softmax(input, 1))
    input[torch.arange(len(target)), target] -= 1
    return input / len(target)


@wrong("cross_entropy_gradient", "Subtracts the label's number from the probabilities")
def gradient_minus_label_number(input, target):
    return (torch.softmax(input, 1) - target[:, None]) / len(target)


@wrong("cross_entropy_gradient", "Estimates the slope with float32 differences of 1e-4, in which rounding dominates")
def gradient_by_differences(input, target, step=1e-4):
    gradient = torch.zeros_like(input)
    for n in range(input.shape[0]):
        for c in range(input.shape[1]):
            moved = input.clone()
            moved[n, c] += step
            gradient[n, c] = (F.cross_entropy(moved, target) - F.cross_entropy(input, target)) / step
    return gradient


@wrong("cross_entropy_gradient", "Divides by N only where the label is subtracted")
def gradient_half_divided(input, target):
    return torch.softmax(input, 1) - F.one_hot(target, input.shape[1]) / len(target)


@right("cross_entropy_gradient", "Loops over images and classes with Python floats")
def gradient_in_loops(input, target):
    rows = []
    for scores, label in zip(input.tolist(), target.tolist(), strict=True):
        highest = max(scores)
        total = sum(math.exp(score - highest) for score in scores)
        p = [math.exp(score - highest) / total for score in scores]
        rows.append([(p[c] - (c == label)) / len(target) for c in range(len(p))])
    return torch.tensor(rows)


@right("cross_entropy_gradient", "Takes rows of the identity as one-hot labels")
def gradient_by_identity(input, target):
    return (input.log_softmax(-1).exp() - torch.eye(input.size(1))[target]).div(input.size(0))


@right("cross_entropy_gradient", "Scatters −1 into the probabilities")
def gradient_by_scatter(input, target):
    ones = torch.ones(len(target), 1, dtype=input.dtype)
    return torch.softmax(input, 1).scatter_add(1, target.view(-1, 1), -ones) / len(target)


@right("cross_entropy_gradient", "Calculates in NumPy with float64 and returns float64")
def gradient_in_numpy(input, target):
    scores = input.numpy().astype("float64")
    p = np.exp(scores - scores.max(axis=1)[:, None])
    p /= p.sum(axis=1)[:, None]
    p[np.arange(len(p)), target.numpy()] -= 1
    return torch.from_numpy(p / len(p))


@right("cross_entropy_gradient", "Multiplies the one-hot labels by the Jacobian of the log-softmax")
def gradient_by_jacobian(input, target):
    p = torch.softmax(input, 1)
    labels = F.one_hot(target, input.shape[1]).to(p.dtype)
    jacobian = torch.eye(input.shape[1], dtype=p.dtype) - p[:, None, :]
    return -torch.einsum("nk,nkc->nc", labels, jacobian) / len(labels)


# --- top_k_accuracy ---


@wrong("top_k_accuracy", "Ignores k and compares the highest score alone")
def top_one(scores, labels, k):
    return (scores.argmax(1) == labels).float().mean()


@wrong("top_k_accuracy", "Takes the k lowest scores, for argsort sorts upward")
def top_k_lowest(scores, labels, k):
    return (scores.argsort(1)[:, :k] == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Returns per cent instead of a share")
def top_k_per_cent(scores, labels, k):
    return (scores.topk(k).indices == labels[:, None]).any(1).float().mean() * 100


@wrong("top_k_accuracy", "Returns the number of hits instead of their share")
def top_k_number(scores, labels, k):
    return (scores.topk(k).indices == labels[:, None]).any(1).sum()


@wrong("top_k_accuracy", "Divides with //, which leaves only 0 and 1")
def top_k_whole_division(scores, labels, k):
    return (scores.topk(k).indices == labels[:, None]).any(1).sum().item() // len(labels)


@wrong("top_k_accuracy", "Returns the error instead of the accuracy")
def top_k_error(scores, labels, k):
    return 1 - (scores.topk(k).indices == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Sorts the images of a class instead of the classes of an image")
def top_k_over_images(scores, labels, k):
    order = scores.argsort(dim=0, descending=True)[:, :k]
    return (order == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Compares the labels with the values of the scores")
def top_k_values(scores, labels, k):
    values, _ = scores.topk(k)
    return (values == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Compares (N, k) with (N,) without a new dimension")
def top_k_without_new_dimension(scores, labels, k):
    return (scores.topk(k, dim=1).indices == labels).any(1).float().mean()


@wrong("top_k_accuracy", "Compares with the k-th guess alone")
def top_k_last_guess(scores, labels, k):
    return (scores.topk(k).indices[:, k - 1] == labels).float().mean()


@wrong("top_k_accuracy", "Takes the mean over all N · k comparisons")
def top_k_mean_of_all(scores, labels, k):
    return (scores.topk(k).indices == labels[:, None]).float().mean()


@wrong("top_k_accuracy", "Lets rank k count too, one guess more than allowed")
def top_k_one_more(scores, labels, k):
    true_scores = scores.gather(1, labels[:, None])
    return ((scores > true_scores).sum(1) <= k).float().mean()


@wrong("top_k_accuracy", "Takes one guess fewer than allowed")
def top_k_one_fewer(scores, labels, k):
    return (scores.argsort(1, descending=True)[:, : k - 1] == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Asks whether any image is right")
def top_k_any_image(scores, labels, k):
    return (scores.topk(k).indices == labels[:, None]).any().float()


@wrong("top_k_accuracy", "Takes five guesses, whatever k says")
def top_five(scores, labels, k):
    return (scores.topk(min(5, scores.shape[1])).indices == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Sorts by the scores' absolute values, right for positive scores alone")
def top_k_absolute(scores, labels, k):
    return (scores.abs().topk(k).indices == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Must be strictly above the k-th highest score, so the k-th guess itself is lost")
def top_k_strict(scores, labels, k):
    kth = scores.topk(k).values[:, -1]
    return (scores[torch.arange(len(labels)), labels] > kth).float().mean()


@wrong("top_k_accuracy", "Looks for a label among the guesses of all images")
def top_k_all_guesses(scores, labels, k):
    return torch.isin(labels, scores.topk(k).indices).float().mean()


@wrong("top_k_accuracy", "Believes that labels start at 1")
def top_k_labels_from_one(scores, labels, k):
    return (scores.topk(k).indices + 1 == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Divides by the number of classes")
def top_k_by_classes(scores, labels, k):
    return (scores.topk(k).indices == labels[:, None]).any(1).sum() / scores.shape[1]


@wrong("top_k_accuracy", "Returns a truth value for each image and forgets the mean")
def top_k_for_each_image(scores, labels, k):
    return (scores.topk(k).indices == labels[:, None]).any(1)


@right("top_k_accuracy", "Counts the scores above the true label's")
def top_k_by_rank(scores, labels, k):
    true_scores = scores[torch.arange(len(labels)), labels]
    return (scores > true_scores[:, None]).sum(dim=1).lt(k).double().mean()


@right("top_k_accuracy", "Sorts Python lists and returns a Python float")
def top_k_in_loops(scores, labels, k):
    hits = 0
    for row, label in zip(scores.tolist(), labels.tolist(), strict=True):
        guesses = sorted(range(len(row)), key=row.__getitem__, reverse=True)[:k]
        hits += label in guesses
    return hits / len(labels)


@right("top_k_accuracy", "Uses NumPy's argsort from the end and returns a NumPy number")
def top_k_in_numpy(scores, labels, k):
    guesses = np.argsort(scores.numpy(), axis=1)[:, ::-1][:, :k]
    return np.mean([label in row for row, label in zip(guesses, labels.numpy(), strict=True)])


@right("top_k_accuracy", "Removes the highest score k times, by recursion")
def top_k_by_recursion(scores, labels, k):
    if k == 0:
        return 0.0
    best = scores.argmax(1, keepdim=True)
    share = (best[:, 0] == labels).float().mean().item()
    return share + top_k_by_recursion(scores.scatter(1, best, -torch.inf), labels, k - 1)


right("top_k_accuracy", "Is a lambda that compares the true score with the k-th highest")(
    lambda scores, labels, k: scores.gather(1, labels[:, None]).ge(scores.topk(k)[0][:, -1:]).float().mean()
)


# --- convolution_multiply_adds ---


@wrong("convolution_multiply_adds", "Ignores the padding")
def multiply_adds_without_padding(input, weight, stride, padding):
    C, H, W = input.shape
    D, _, k_h, k_w = weight.shape
    return D * C * k_h * k_w * ((H - k_h) // stride + 1) * ((W - k_w) // stride + 1)


@wrong("convolution_multiply_adds", "Adds the padding at one end only")
def multiply_adds_padding_once(input, weight, stride, padding):
    C, H, W = input.shape
    D, _, k_h, k_w = weight.shape
    return D * C * k_h * k_w * ((H + padding - k_h) // stride + 1) * ((W + padding - k_w) // stride + 1)


@wrong("convolution_multiply_adds", "Takes as many outputs as inputs")
def multiply_adds_at_every_input(input, weight, stride, padding):
    return weight.numel() * input.shape[1] * input.shape[2]


@wrong("convolution_multiply_adds", "Forgets that each filter reaches through all channels")
def multiply_adds_one_channel(input, weight, stride, padding):
    _, H, W = input.shape
    D, _, k_h, k_w = weight.shape
    return D * k_h * k_w * ((H + 2 * padding - k_h) // stride + 1) * ((W + 2 * padding - k_w) // stride + 1)


@wrong("convolution_multiply_adds", "Counts one filter alone")
def multiply_adds_one_filter(input, weight, stride, padding):
    C, H, W = input.shape
    _, _, k_h, k_w = weight.shape
    return C * k_h * k_w * ((H + 2 * padding - k_h) // stride + 1) * ((W + 2 * padding - k_w) // stride + 1)


@wrong("convolution_multiply_adds", "Ignores the stride")
def multiply_adds_without_stride(input, weight, stride, padding):
    _, H, W = input.shape
    k_h, k_w = weight.shape[2:]
    return weight.numel() * (H + 2 * padding - k_h + 1) * (W + 2 * padding - k_w + 1)


@wrong("convolution_multiply_adds", "Counts a multiplication and an addition as two")
def multiply_adds_twice(input, weight, stride, padding):
    _, H, W = input.shape
    k_h, k_w = weight.shape[2:]
    return 2 * weight.numel() * ((H + 2 * padding - k_h) // stride + 1) * ((W + 2 * padding - k_w) // stride + 1)


@wrong("convolution_multiply_adds", "Adds one bias for each output")
def multiply_adds_with_bias(input, weight, stride, padding):
    _, H, W = input.shape
    D, C, k_h, k_w = weight.shape
    outputs = D * ((H + 2 * padding - k_h) // stride + 1) * ((W + 2 * padding - k_w) // stride + 1)
    return outputs * (C * k_h * k_w + 1)


@wrong("convolution_multiply_adds", "Takes the height for the width too, right for square maps alone")
def multiply_adds_square_map(input, weight, stride, padding):
    H = input.shape[1]
    return weight.numel() * ((H + 2 * padding - weight.shape[2]) // stride + 1) ** 2


@wrong("convolution_multiply_adds", "Takes the filter's height for its width too")
def multiply_adds_square_filter(input, weight, stride, padding):
    C, H, W = input.shape
    D, _, k, _ = weight.shape
    return D * C * k * k * ((H + 2 * padding - k) // stride + 1) * ((W + 2 * padding - k) // stride + 1)


@wrong("convolution_multiply_adds", "Divides with /, so a stride that leaves a rest gives a broken number")
def multiply_adds_broken(input, weight, stride, padding):
    _, H, W = input.shape
    k_h, k_w = weight.shape[2:]
    return weight.numel() * ((H + 2 * padding - k_h) / stride + 1) * ((W + 2 * padding - k_w) / stride + 1)


@wrong("convolution_multiply_adds", "Rounds the whole product down at the end instead of each side")
def multiply_adds_rounded_late(input, weight, stride, padding):
    _, H, W = input.shape
    k_h, k_w = weight.shape[2:]
    return int(weight.numel() * ((H + 2 * padding - k_h) / stride + 1) * ((W + 2 * padding - k_w) / stride + 1))


@wrong("convolution_multiply_adds", "Forgets the + 1 of the first position")
def multiply_adds_without_first(input, weight, stride, padding):
    _, H, W = input.shape
    k_h, k_w = weight.shape[2:]
    return weight.numel() * ((H + 2 * padding - k_h) // stride) * ((W + 2 * padding - k_w) // stride)


@wrong("convolution_multiply_adds", "Rounds the number of outputs up")
def multiply_adds_rounded_up(input, weight, stride, padding):
    _, H, W = input.shape
    k_h, k_w = weight.shape[2:]
    rows = math.ceil((H + 2 * padding - k_h) / stride) + 1
    return weight.numel() * rows * (math.ceil((W + 2 * padding - k_w) / stride) + 1)


@wrong("convolution_multiply_adds", "Leaves the products with the padding's zeros out")
def multiply_adds_without_zeros(input, weight, stride, padding):
    C, H, W = input.shape
    D, _, k_h, k_w = weight.shape
    rows = sum(0 <= y + i < H for y in range(-padding, H + padding - k_h + 1, stride) for i in range(k_h))
    columns = sum(0 <= x + j < W for x in range(-padding, W + padding - k_w + 1, stride) for j in range(k_w))
    return D * C * rows * columns


@wrong("convolution_multiply_adds", "Multiplies 32-bit integers, which overflow beyond 2.1 billion")
def multiply_adds_overflow(input, weight, stride, padding):
    _, H, W = input.shape
    k_h, k_w = weight.shape[2:]
    sides = [*weight.shape, (H + 2 * padding - k_h) // stride + 1, (W + 2 * padding - k_w) // stride + 1]
    return torch.tensor(sides, dtype=torch.int32).prod(dtype=torch.int32).item()


@wrong("convolution_multiply_adds", "Expects a batch and unpacks four sides")
def multiply_adds_of_batch(input, weight, stride, padding):
    N, _, H, W = input.shape
    k_h, k_w = weight.shape[2:]
    return N * weight.numel() * ((H + 2 * padding - k_h) // stride + 1) * ((W + 2 * padding - k_w) // stride + 1)


@wrong("convolution_multiply_adds", "Exchanges the filter's height and width")
def multiply_adds_exchanged(input, weight, stride, padding):
    _, H, W = input.shape
    k_w, k_h = weight.shape[2:]
    return weight.numel() * ((H + 2 * padding - k_h) // stride + 1) * ((W + 2 * padding - k_w) // stride + 1)


@wrong("convolution_multiply_adds", "Returns the number of outputs instead of the work for them")
def multiply_adds_outputs(input, weight, stride, padding):
    _, H, W = input.shape
    D, _, k_h, k_w = weight.shape
    return D * ((H + 2 * padding - k_h) // stride + 1) * ((W + 2 * padding - k_w) // stride + 1)


@wrong("convolution_multiply_adds", "Returns billions, as the lecture's tables do")
def multiply_adds_in_billions(input, weight, stride, padding):
    _, H, W = input.shape
    k_h, k_w = weight.shape[2:]
    return weight.numel() * ((H + 2 * padding - k_h) // stride + 1) * ((W + 2 * padding - k_w) // stride + 1) / 1e9


@right("convolution_multiply_adds", "Counts the filter's positions with ranges")
def multiply_adds_by_ranges(input, weight, stride, padding):
    positions = 1
    for side, k in zip(input.shape[1:], weight.shape[2:], strict=True):
        positions *= len(range(-padding, side + padding - k + 1, stride))
    return weight.numel() * positions


@right("convolution_multiply_adds", "Lets the library convolve shapes without numbers and reads the result's shape")
def multiply_adds_on_meta(input, weight, stride, padding):
    output = F.conv2d(
        torch.empty(1, *input.shape, device="meta"),
        torch.empty(weight.shape, device="meta"),
        stride=stride,
        padding=padding,
    )
    return output.numel() * math.prod(weight.shape[1:])


@right("convolution_multiply_adds", "Multiplies in NumPy's int64 and converts to int")
def multiply_adds_in_numpy(input, weight, stride, padding):
    sides = (np.array(input.shape[1:], dtype=np.int64) + 2 * padding - weight.shape[2:]) // stride + 1
    return int(np.prod(sides) * np.prod(weight.shape, dtype=np.int64))


@right("convolution_multiply_adds", "Rounds the fraction down with math.floor")
def multiply_adds_by_floor(input, weight, stride=1, padding=0):
    (C, H, W), (D, _, k_h, k_w) = input.shape, weight.shape
    rows, columns = (math.floor((n + 2 * padding - k) / stride + 1) for n, k in ((H, k_h), (W, k_w)))
    return int(C * D * k_h * k_w * rows * columns)


@right("convolution_multiply_adds", "Adds up one image row of outputs after the other")
def multiply_adds_in_loops(input, weight, stride, padding):
    count, y = 0, 0
    while y + weight.size(2) <= input.size(1) + 2 * padding:
        x = 0
        while x + weight.size(3) <= input.size(2) + 2 * padding:
            count += weight.numel()
            x += stride
        y += stride
    return count
