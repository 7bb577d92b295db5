"""Answers to the exercises of topic classification, written from their texts alone."""

import functools
import math

import numpy as np
import torch
import torch.nn.functional as F

from tests.exercises.corpus import right, wrong

# softmax


@wrong("softmax", "Exponentials of the bare scores overflow.")
def softmax_naive(input, dim):
    e = torch.exp(input)
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Subtracts the maximum of the whole tensor, so that the row of low scores becomes 0/0.")
def softmax_global_maximum(input, dim):
    e = torch.exp(input - input.max())
    return e / e.sum(dim=dim, keepdim=True)


@wrong("softmax", "Always along the last dimension.")
def softmax_last_dimension(input, dim):
    return torch.softmax(input, dim=-1)


@wrong("softmax", "Always along dimension 1, as for a batch of images.")
def softmax_dimension_1(input, dim=1):
    shifted = input - input.max(dim=1, keepdim=True).values
    return shifted.exp() / shifted.exp().sum(dim=1, keepdim=True)


@wrong("softmax", "Forgets keepdim at the sum.")
def softmax_no_keepdim(input, dim):
    e = torch.exp(input - input.amax(dim, keepdim=True))
    return e / e.sum(dim)


@wrong("softmax", "Divides by the sum over the whole tensor.")
def softmax_total(input, dim):
    e = torch.exp(input - input.amax(dim, keepdim=True))
    return e / e.sum()


@wrong("softmax", "Returns the logarithms.")
def softmax_logarithm(input, dim):
    return input - torch.logsumexp(input, dim, keepdim=True)


@wrong("softmax", "Clamps the scores so that nothing overflows.")
def softmax_clamped(input, dim):
    e = input.clamp(-80, 80).exp()
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Subtracts the mean, not the maximum.")
def softmax_mean(input, dim):
    e = (input - input.mean(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "The maximum is taken along dimension 0 whatever `dim` is.")
def softmax_maximum_along_0(input, dim):
    e = (input - input.max(0, keepdim=True)[0]).exp()
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Scales the scores to at most 1 before the exponential.")
def softmax_scaled(input, dim):
    e = torch.exp(input / input.abs().amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Has no exponential at all.")
def softmax_plain_share(input, dim):
    return input / input.sum(dim, keepdim=True)


@wrong("softmax", "The shift has the wrong sign: maximum minus score.")
def softmax_flipped(input, dim):
    e = torch.exp(input.amin(dim, keepdim=True) - input)
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Subtracts the maximum in place and so spoils the caller's scores.")
def softmax_in_place(input, dim):
    input -= input.amax(dim, keepdim=True)
    e = input.exp()
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Returns a nested list.")
def softmax_list(input, dim):
    return torch.softmax(input, dim).tolist()


@wrong("softmax", "Prints the probabilities and returns nothing.")
def softmax_prints(input, dim):
    print(torch.softmax(input, dim))


@wrong("softmax", "Forgets that max along a dimension returns values and indices.")
def softmax_maximum_pair(input, dim):
    e = torch.exp(input - input.max(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Powers of two instead of e.")
def softmax_base_2(input, dim):
    e = 2 ** (input - input.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


@wrong("softmax", "Two mistakes: no keepdim, and a maximum over everything.")
def softmax_two_mistakes(input, dim):
    e = torch.exp(input - torch.max(input))
    return e / torch.sum(e, dim)


@wrong("softmax", "A sigmoid of each score by itself.")
def softmax_sigmoid(input, dim):
    return torch.sigmoid(input)


@wrong("softmax", "Overflows and then sweeps the NaN under the carpet.")
def softmax_nan_to_num(input, dim):
    e = input.exp()
    return torch.nan_to_num(e / e.sum(dim, keepdim=True))


@wrong("softmax", "Returns the exponentials before they are divided.")
def softmax_intermediate(input, dim):
    e = torch.exp(input - input.amax(dim, keepdim=True))
    e / e.sum(dim, keepdim=True)
    return e


@wrong("softmax", "Two mistakes that look like one safe way: always the last dimension, and clamped scores.")
def softmax_two_more_mistakes(input, dim=-1):
    e = input.clamp(max=88).exp()
    return e / e.sum(-1, keepdim=True)


@right("softmax", "The exponential of the score minus logsumexp.")
def softmax_logsumexp(input, dim):
    return (input - input.logsumexp(dim, keepdim=True)).exp()


@right("softmax", "One over the sum of exp(other score - score); infinity becomes 0 there.")
def softmax_pairwise(x, d):
    x = x.movedim(d, -1)
    p = 1 / (x[..., None, :] - x[..., :, None]).exp().sum(-1)
    return p.movedim(-1, d)


@right("softmax", "With NumPy inside.")
def softmax_numpy(input, dim):
    a = input.detach().numpy()
    e = np.exp(a - a.max(axis=dim, keepdims=True))
    return torch.from_numpy(e / e.sum(axis=dim, keepdims=True))


@right("softmax", "Row by row in a Python loop, after dim has been moved to the end.")
def softmax_loop(input, dim):
    moved = input.movedim(dim, -1)
    rows = []
    for row in moved.reshape(-1, moved.shape[-1]):
        highest = max(row.tolist())
        e = [math.exp(s - highest) for s in row.tolist()]
        rows.append(torch.tensor([v / math.fsum(e) for v in e], dtype=input.dtype))
    return torch.stack(rows).reshape(moved.shape).movedim(-1, dim)


@right("softmax", "Recursion over the dimensions in front of dim.")
def softmax_recursive(input, dim):
    dim = dim % input.ndim
    if dim > 0:
        return torch.stack([softmax_recursive(part, dim - 1) for part in input])
    e = torch.exp(input - input.amax(0))
    return e / e.sum(0)


@right("softmax", "Computed in float64 by the library and converted back.")
def softmax_double(input, dim):
    return F.softmax(input, dim, dtype=torch.float64).to(input.dtype)


# cross_entropy


@wrong("cross_entropy", "Takes the logarithm of a softmax that has underflowed to 0.")
def cross_entropy_log_of_softmax(input, target):
    p = torch.softmax(input, dim=1)
    return -p[torch.arange(len(target)), target].log().mean()


@wrong("cross_entropy", "Sums over the images.")
def cross_entropy_sum(input, target):
    return F.cross_entropy(input, target, reduction="sum")


@wrong("cross_entropy", "Forgets the minus.")
def cross_entropy_positive(input, target):
    return input.log_softmax(1).gather(1, target[:, None]).mean()


@wrong("cross_entropy", "Averages over all N·C entries of the one-hot product.")
def cross_entropy_mean_of_all(input, target):
    one_hot = F.one_hot(target, input.shape[1])
    return -(one_hot * input.log_softmax(1)).mean()


@wrong("cross_entropy", "Adds 1e-12 inside the logarithm.")
def cross_entropy_epsilon(input, target):
    p = torch.softmax(input, 1)[range(len(target)), target]
    return -torch.log(p + 1e-12).mean()


@wrong("cross_entropy", "Clamps the probability to 1e-7, as other libraries do.")
def cross_entropy_clamped(input, target):
    p = input.softmax(1).clamp(1e-7, 1 - 1e-7)
    return -p.log().gather(1, target.view(-1, 1)).mean()


@wrong("cross_entropy", "log(sum(exp)) of the bare scores overflows.")
def cross_entropy_naive_logsumexp(input, target):
    return (input.exp().sum(1).log() - input[torch.arange(len(input)), target]).mean()


@wrong("cross_entropy", "Softmax over the images, not over the classes.")
def cross_entropy_wrong_axis(input, target):
    return -input.log_softmax(0)[torch.arange(len(target)), target].mean()


@wrong("cross_entropy", "Returns a float instead of a tensor.")
def cross_entropy_item(input, target):
    return F.cross_entropy(input, target).item()


@wrong("cross_entropy", "Returns one loss for each image.")
def cross_entropy_each(input, target):
    return F.cross_entropy(input, target, reduction="none")


@wrong("cross_entropy", "The mean keeps its dimension, so that the loss has shape (1,).")
def cross_entropy_one_dimension(input, target):
    log_p = input - input.logsumexp(1, keepdim=True)
    return -log_p.gather(1, target[:, None]).mean(0)


@wrong("cross_entropy", "Logarithm to base 2.")
def cross_entropy_bits(input, target):
    return F.cross_entropy(input, target) / math.log(2)


@wrong("cross_entropy", "Indexes [:, target] and so averages over all pairs of image and label.")
def cross_entropy_all_pairs(input, target):
    return -input.log_softmax(1)[:, target].mean()


@wrong("cross_entropy", "Only the first image counts.")
def cross_entropy_first_image(input, target):
    return -input.log_softmax(1)[0, target[0]]


@wrong("cross_entropy", "Applies softmax before a function that does so itself.")
def cross_entropy_softmax_twice(input, target):
    return F.cross_entropy(F.softmax(input, dim=1), target)


@wrong("cross_entropy", "Minus the mean probability, without a logarithm.")
def cross_entropy_no_logarithm(input, target):
    return -input.softmax(1)[torch.arange(len(target)), target].mean()


@wrong("cross_entropy", "The logarithm of the mean in place of the mean of the logarithms.")
def cross_entropy_log_of_mean(input, target):
    log_p = input.log_softmax(1)[torch.arange(len(target)), target]
    return math.log(len(target)) - torch.logsumexp(log_p, 0)


@wrong("cross_entropy", "nll_loss of the scores, without log-softmax.")
def cross_entropy_nll_of_scores(input, target):
    return F.nll_loss(input, target)


@wrong("cross_entropy", "Takes the labels as counting from 1.")
def cross_entropy_labels_from_1(input, target):
    return -input.log_softmax(1)[torch.arange(len(target)), target - 1].mean()


@wrong("cross_entropy", "one_hot is left to guess the number of classes.")
def cross_entropy_one_hot_guess(input, target):
    return -(F.one_hot(target) * input.log_softmax(1)).sum(1).mean()


@wrong("cross_entropy", "One-hot times log(0) is NaN.")
def cross_entropy_zero_times_infinity(input, target):
    y = torch.eye(input.shape[1])[target]
    return -(y * torch.log(torch.softmax(input, 1))).sum(1).mean()


@wrong("cross_entropy", "Two mistakes: softmax over the images, and a sum.")
def cross_entropy_two_mistakes(input, target):
    log_p = torch.log_softmax(input, dim=0)
    return -sum(log_p[i, t] for i, t in enumerate(target))


@wrong("cross_entropy", "Divides the sum by the number of classes.")
def cross_entropy_divides_by_classes(input, target):
    return F.cross_entropy(input, target, reduction="sum") / input.shape[1]


@wrong("cross_entropy", "The binary cross-entropy of a sigmoid for each class.")
def cross_entropy_binary(input, target):
    return F.binary_cross_entropy_with_logits(input, F.one_hot(target, input.shape[1]).to(input.dtype))


@wrong("cross_entropy", "Two mistakes: a sum, and an epsilon in the logarithm.")
def cross_entropy_two_more_mistakes(input, target):
    p = input.softmax(-1).gather(1, target[:, None])
    return -(p + 1e-9).log().sum()


@right("cross_entropy", "torch's own function: the text doesn't forbid it.")
def cross_entropy_library(input, target):
    return torch.nn.CrossEntropyLoss()(input, target)


@right("cross_entropy", "logsumexp of the scores' distances to the true one.")
def cross_entropy_distances(input, target):
    true = torch.take_along_dim(input, target.unsqueeze(1), dim=1)
    return (input - true).logsumexp(dim=1).mean()


@right("cross_entropy", "Python floats in loops, at last a tensor.")
def cross_entropy_loop(input, target):
    losses = []
    for scores, label in zip(input.tolist(), target.tolist(), strict=True):
        m = max(scores)
        losses.append(m + math.log(math.fsum(math.exp(s - m) for s in scores)) - scores[label])
    return torch.tensor(sum(losses) / len(losses), dtype=input.dtype)


@right("cross_entropy", "einsum with a one-hot matrix.")
def cross_entropy_einsum(input, target):
    one_hot = F.one_hot(target, input.size(1)).to(input.dtype)
    return -torch.einsum("nc,nc->", one_hot, input.log_softmax(1)) / input.size(0)


@right("cross_entropy", "logaddexp, one class after another.")
def cross_entropy_logaddexp(scores, labels):
    total = functools.reduce(torch.logaddexp, scores.unbind(1))
    return (total - scores.gather(1, labels[:, None])[:, 0]).mean()


@right("cross_entropy", "The diagonal of the table of all images and labels.")
def cross_entropy_diagonal(input, target):
    return -input.log_softmax(-1)[:, target].trace() / len(target)


# cross_entropy_gradient


@wrong("cross_entropy_gradient", "Forgets to divide by N.")
def gradient_of_sum(input, target):
    return input.softmax(1) - F.one_hot(target, input.shape[1])


@wrong("cross_entropy_gradient", "The wrong sign: one-hot minus probabilities.")
def gradient_negative(input, target):
    return (F.one_hot(target, input.shape[1]) - input.softmax(1)) / len(input)


@wrong("cross_entropy_gradient", "Divides by N·C.")
def gradient_by_numel(input, target):
    return (input.softmax(1) - F.one_hot(target, input.shape[1])) / input.numel()


@wrong("cross_entropy_gradient", "Divides by the number of classes.")
def gradient_by_classes(input, target):
    return (input.softmax(1) - F.one_hot(target, input.shape[1])) / input.shape[1]


@wrong("cross_entropy_gradient", "Overflows in the exponential.")
def gradient_naive_softmax(input, target):
    p = input.exp() / input.exp().sum(1, keepdim=True)
    p[torch.arange(len(target)), target] -= 1
    return p / len(target)


@wrong("cross_entropy_gradient", "Lets autograd compute it, which the text excludes.")
def gradient_autograd(input, target):
    scores = input.detach().clone().requires_grad_()
    F.cross_entropy(scores, target).backward()
    return scores.grad


@wrong("cross_entropy_gradient", "Calls torch.autograd.grad, which the text excludes.")
def gradient_autograd_grad(input, target):
    scores = input.detach().requires_grad_(True)
    loss = (scores.logsumexp(1) - scores.gather(1, target[:, None]).squeeze(1)).mean()
    return torch.autograd.grad(loss, scores)[0]


@wrong("cross_entropy_gradient", "torch.func.grad is autograd, too.")
def gradient_func(input, target):
    return torch.func.grad(F.cross_entropy)(input, target)


@wrong("cross_entropy_gradient", "one_hot is left to guess the number of classes.")
def gradient_one_hot_guess(input, target):
    return (torch.softmax(input, 1) - F.one_hot(target)) / len(target)


@wrong("cross_entropy_gradient", "Softmax over the images.")
def gradient_wrong_axis(input, target):
    return (torch.softmax(input, 0) - F.one_hot(target, input.shape[1])) / len(target)


@wrong("cross_entropy_gradient", "Subtracts 1 in the column of every label, in all rows.")
def gradient_all_rows(input, target):
    g = torch.softmax(input, 1)
    g[:, target] -= 1
    return g / len(target)


@wrong("cross_entropy_gradient", "Only the true labels' entries; all others stay 0.")
def gradient_true_only(input, target):
    rows = torch.arange(len(target))
    g = torch.zeros_like(input)
    g[rows, target] = (input.softmax(1)[rows, target] - 1) / len(target)
    return g


@wrong("cross_entropy_gradient", "Returns the probabilities over N, without the one-hot labels.")
def gradient_probabilities(input, target):
    return input.softmax(1) / len(target)


@wrong("cross_entropy_gradient", "The derivative of the squared error with respect to the probabilities.")
def gradient_squared_error(input, target):
    return 2 * (input.softmax(1) - F.one_hot(target, input.shape[1])) / len(target)


@wrong("cross_entropy_gradient", "The gradient with respect to the probabilities, -1/p at the true label.")
def gradient_of_probabilities(input, target):
    p = input.softmax(1)
    return -F.one_hot(target, input.shape[1]) / p / len(target)


@wrong("cross_entropy_gradient", "Averages the rows to a single one.")
def gradient_mean_row(input, target):
    return (input.softmax(1) - F.one_hot(target, input.shape[1])).mean(0)


@wrong("cross_entropy_gradient", "Returns the loss.")
def gradient_is_loss(input, target):
    return F.cross_entropy(input, target)


@wrong("cross_entropy_gradient", "Subtracts 1 at the highest score instead of the true label.")
def gradient_argmax(input, target):
    return (input.softmax(1) - F.one_hot(input.argmax(1), input.shape[1])) / len(target)


@wrong("cross_entropy_gradient", "Writes the shifted scores into the caller's tensor.")
def gradient_in_place(input, target):
    input.sub_(input.amax(1, keepdim=True)).exp_()
    input.div_(input.sum(1, keepdim=True))
    input[torch.arange(len(target)), target] -= 1
    return input.div_(len(target))


@wrong("cross_entropy_gradient", "Two mistakes: the sign, and no division by N.")
def gradient_two_mistakes(input, target):
    g = -input.softmax(1)
    g[torch.arange(len(target)), target] += 1
    return g


@wrong("cross_entropy_gradient", "Finite differences in float32 are too coarse for a formula.")
def gradient_differences(input, target):
    g = torch.zeros_like(input)
    step = 1e-3
    for i in range(input.shape[0]):
        for j in range(input.shape[1]):
            up = input.clone()
            up[i, j] += step
            g[i, j] = (F.cross_entropy(up, target) - F.cross_entropy(input, target)) / step
    return g


@wrong("cross_entropy_gradient", "Transposed: classes before images.")
def gradient_transposed(input, target):
    return ((input.softmax(1) - F.one_hot(target, input.shape[1])) / len(target)).T


@wrong("cross_entropy_gradient", "Two mistakes: the scores' softmax over the images, and no division by N.")
def gradient_two_more_mistakes(input, target):
    g = input.softmax(0)
    g[range(len(target)), target] -= 1
    return g


@right("cross_entropy_gradient", "Rows from a comprehension, stacked.")
def gradient_rows(input, target):
    n, c = input.shape
    eye = torch.eye(c, dtype=input.dtype)
    return torch.stack([((s - s.max()).softmax(0) - eye[t]) / n for s, t in zip(input, target, strict=True)])


@right("cross_entropy_gradient", "scatter_add with -1 at the true labels.")
def gradient_scatter(input, target):
    p = (input - input.logsumexp(1, keepdim=True)).exp()
    p = p.scatter_add(1, target[:, None], torch.full_like(p[:, :1], -1))
    return p * (1 / target.numel())


@right("cross_entropy_gradient", "NumPy in float64, converted back.")
def gradient_numpy(input, target):
    s = input.detach().numpy().astype(np.float64)
    p = np.exp(s - s.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    p[np.arange(len(p)), target.numpy()] -= 1
    return torch.from_numpy(p / len(p)).to(input.dtype)


@right("cross_entropy_gradient", "A sparse matrix of labels, made dense.")
def gradient_sparse(input, target):
    n = len(target)
    places = torch.stack([torch.arange(n), target])
    labels = torch.sparse_coo_tensor(places, torch.ones(n, dtype=input.dtype), input.shape).to_dense()
    return input.softmax(1).sub(labels).div(n)


@right("cross_entropy_gradient", "The softmax's Jacobian times the gradient of the logarithm, with p cancelled.")
def gradient_chain_rule(input, target):
    p = input.softmax(1)
    true = torch.arange(input.shape[1]) == target[:, None]
    return torch.where(true, -(p * ~true).sum(1, keepdim=True), p) / input.shape[0]


# top_k_accuracy


@wrong("top_k_accuracy", "Takes the k lowest scores.")
def top_k_lowest(scores, labels, k):
    return (scores.topk(k, dim=1, largest=False).indices == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Ignores k: the top-1 accuracy.")
def top_k_always_1(scores, labels, k):
    return (scores.argmax(1) == labels).float().mean()


@wrong("top_k_accuracy", "k is always 5, as in ILSVRC.")
def top_k_always_5(scores, labels, k):
    best = scores.argsort(1, descending=True)[:, :5]
    return (best == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Returns the number of hits.")
def top_k_count(scores, labels, k):
    return (scores.topk(k, 1).indices == labels[:, None]).any(1).sum()


@wrong("top_k_accuracy", "In percent.")
def top_k_percent(scores, labels, k):
    return 100 * (scores.topk(k, 1).indices == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Returns the error, 1 - accuracy.")
def top_k_error(scores, labels, k):
    return 1 - (scores.topk(k, 1).indices == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Integer division gives 0 or 1.")
def top_k_integer_division(scores, labels, k):
    hits = 0
    for s, label in zip(scores, labels, strict=True):
        if label in s.topk(k).indices:
            hits += 1
    return hits // len(labels)


@wrong("top_k_accuracy", "Sorts along the images.")
def top_k_wrong_axis(scores, labels, k):
    best = scores.argsort(dim=0, descending=True)[:, :k]
    return (best == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Sorts in ascending order and takes the first k.")
def top_k_ascending(scores, labels, k):
    order = torch.argsort(scores, dim=1)
    return sum(int(labels[i] in order[i, :k]) for i in range(len(labels))) / len(labels)


@wrong("top_k_accuracy", "Strictly above the k-th highest: the k-th itself doesn't count.")
def top_k_strict(scores, labels, k):
    kth = scores.topk(k, 1).values[:, -1]
    return (scores[torch.arange(len(labels)), labels] > kth).float().mean()


@wrong("top_k_accuracy", "At most k scores are higher: one too many.")
def top_k_one_too_many(scores, labels, k):
    own = scores.gather(1, labels[:, None])
    return ((scores > own).sum(1) <= k).float().mean()


@wrong("top_k_accuracy", "Averages over the N·k guesses.")
def top_k_mean_of_guesses(scores, labels, k):
    return (scores.topk(k, 1).indices == labels[:, None]).float().mean()


@wrong("top_k_accuracy", "A label counts if it is among any image's guesses.")
def top_k_any_image(scores, labels, k):
    return torch.isin(labels, scores.topk(k, 1).indices).float().mean()


@wrong("top_k_accuracy", "Compares labels with scores: values instead of indices.")
def top_k_values(scores, labels, k):
    return (scores.topk(k, 1).values == labels[:, None]).any(1).float().mean()


@wrong("top_k_accuracy", "Compares without a new dimension for the labels.")
def top_k_no_unsqueeze(scores, labels, k):
    return (scores.topk(k, 1).indices == labels).any(1).float().mean()


@wrong("top_k_accuracy", "Overwrites each best score by -inf in the caller's tensor.")
def top_k_in_place(scores, labels, k):
    hits = torch.zeros(len(labels), dtype=torch.bool)
    for _ in range(k):
        best = scores.argmax(1)
        hits |= best == labels
        scores[torch.arange(len(labels)), best] = -torch.inf
    return hits.float().mean()


@wrong("top_k_accuracy", "Returns whether each image is a hit, not the fraction.")
def top_k_each(scores, labels, k):
    return (scores.topk(k, 1).indices == labels[:, None]).any(1)


@wrong("top_k_accuracy", "Rounds to two digits.")
def top_k_rounded(scores, labels, k):
    hit = (scores.topk(k, 1).indices == labels[:, None]).any(1)
    return round(hit.sum().item() / len(hit), 2)


@wrong("top_k_accuracy", "Two mistakes: the k-th highest doesn't count, and a sum instead of a mean.")
def top_k_two_mistakes(scores, labels, k):
    rank = (scores > scores.gather(1, labels[:, None])).sum(1)
    return (rank < k - 1).sum().item()


@wrong("top_k_accuracy", "Only the k-th guess is compared.")
def top_k_last_guess(scores, labels, k):
    return (scores.topk(k, 1).indices[:, k - 1] == labels).float().mean()


@wrong("top_k_accuracy", "Divides by the number of classes.")
def top_k_by_classes(scores, labels, k):
    return (scores.topk(k, 1).indices == labels[:, None]).sum() / scores.shape[1]


@wrong("top_k_accuracy", "Reads argsort's answer as ranks; they are places.")
def top_k_places_for_ranks(scores, labels, k):
    ranks = scores.argsort(1, descending=True)
    return (ranks.gather(1, labels[:, None]) < k).float().mean()


@wrong("top_k_accuracy", "Two mistakes: one guess too many, and in percent.")
def top_k_two_more_mistakes(scores, labels, k):
    guesses = scores.argsort(1, descending=True)[:, : k + 1]
    return 100.0 * (guesses == labels.view(-1, 1)).any(1).float().mean().item()


@right("top_k_accuracy", "Fewer than k scores are higher than the true label's.")
def top_k_by_counting(scores, labels, k):
    own = scores[torch.arange(scores.shape[0]), labels]
    return float(((scores > own[:, None]).sum(1) < k).double().mean())


@right("top_k_accuracy", "Python's sorted with a key.")
def top_k_sorted(scores, labels, k):
    rows = scores.tolist()
    hits = [
        label in sorted(range(len(row)), key=row.__getitem__, reverse=True)[:k]
        for row, label in zip(rows, labels.tolist(), strict=True)
    ]
    return sum(hits) / len(hits)


@right("top_k_accuracy", "Ranks: argsort twice.")
def top_k_ranks(scores, labels, k):
    ranks = scores.argsort(1, descending=True).argsort(1)
    return ranks.gather(1, labels.unsqueeze(1)).lt(k).double().mean().item()


@right("top_k_accuracy", "NumPy's argsort of the negated scores.")
def top_k_numpy(scores, labels, k):
    order = np.argsort(-scores.detach().numpy(), axis=1)[:, :k]
    return float((order == labels.numpy()[:, None]).any(axis=1).mean())


@right("top_k_accuracy", "Recursion: the hits of the best guess, and those of k - 1 guesses among the rest.")
def top_k_recursive(scores, labels, k):
    k = min(k, scores.shape[1])
    if k == 0:
        return 0.0
    best = scores.argmax(1)
    hits = (best == labels).double().mean().item()
    if k == 1:
        return hits
    return hits + top_k_recursive(scores.scatter(1, best[:, None], -torch.inf), labels, k - 1)


@right("top_k_accuracy", "A mask of guesses, scattered and then read at the labels.")
def top_k_mask(scores, labels, k):
    guesses = scores.topk(min(k, scores.size(1)), 1).indices
    mask = torch.zeros_like(scores, dtype=torch.bool).scatter_(1, guesses, True)
    return mask.gather(1, labels[:, None]).sum().item() / labels.numel()


# convolution_multiply_adds


@wrong("convolution_multiply_adds", "Forgets the number of filters.")
def multiply_adds_one_filter(input, weight, stride, padding):
    c, h, w = input.shape
    _, _, kh, kw = weight.shape
    return ((h + 2 * padding - kh) // stride + 1) * ((w + 2 * padding - kw) // stride + 1) * c * kh * kw


@wrong("convolution_multiply_adds", "Forgets the input's channels.")
def multiply_adds_one_channel(input, weight, stride, padding):
    _, h, w = input.shape
    d, _, kh, kw = weight.shape
    return ((h + 2 * padding - kh) // stride + 1) * ((w + 2 * padding - kw) // stride + 1) * d * kh * kw


@wrong("convolution_multiply_adds", "Ignores the stride.")
def multiply_adds_stride_1(input, weight, stride, padding):
    _, h, w = input.shape
    kh, kw = weight.shape[2:]
    return (h + 2 * padding - kh + 1) * (w + 2 * padding - kw + 1) * weight.numel()


@wrong("convolution_multiply_adds", "Padding at one end only.")
def multiply_adds_padding_once(input, weight, stride, padding):
    _, h, w = input.shape
    kh, kw = weight.shape[2:]
    return ((h + padding - kh) // stride + 1) * ((w + padding - kw) // stride + 1) * weight.numel()


@wrong("convolution_multiply_adds", "Ignores the padding.")
def multiply_adds_no_padding(input, weight, stride, padding):
    _, h, w = input.shape
    kh, kw = weight.shape[2:]
    return ((h - kh) // stride + 1) * ((w - kw) // stride + 1) * weight.numel()


@wrong("convolution_multiply_adds", "Height and width of the filter swapped.")
def multiply_adds_swapped_sizes(input, weight, stride, padding):
    _, h, w = input.shape
    _, _, kw, kh = weight.shape
    return ((h + 2 * padding - kh) // stride + 1) * ((w + 2 * padding - kw) // stride + 1) * weight.numel()


@wrong("convolution_multiply_adds", "Takes the map and the filter as squares.")
def multiply_adds_square(input, weight, stride, padding):
    d, c, k, _ = weight.shape
    out = (input.shape[1] + 2 * padding - k) // stride + 1
    return out**2 * d * c * k**2


@wrong("convolution_multiply_adds", "Counts the inputs' places, not the outputs'.")
def multiply_adds_input_places(input, weight, stride, padding):
    return input.shape[1] * input.shape[2] * weight.numel()


@wrong("convolution_multiply_adds", "Counts products and additions separately: twice as many.")
def multiply_adds_flops(input, weight, stride, padding):
    _, h, w = input.shape
    kh, kw = weight.shape[2:]
    return 2 * ((h + 2 * padding - kh) // stride + 1) * ((w + 2 * padding - kw) // stride + 1) * weight.numel()


@wrong("convolution_multiply_adds", "Counts the biases.")
def multiply_adds_with_biases(input, weight, stride, padding):
    _, h, w = input.shape
    d, c, kh, kw = weight.shape
    return ((h + 2 * padding - kh) // stride + 1) * ((w + 2 * padding - kw) // stride + 1) * d * (c * kh * kw + 1)


@wrong("convolution_multiply_adds", "Rounds the outputs' number up.")
def multiply_adds_ceil(input, weight, stride, padding):
    _, h, w = input.shape
    kh, kw = weight.shape[2:]
    rows = math.ceil((h + 2 * padding - kh) / stride) + 1
    columns = math.ceil((w + 2 * padding - kw) / stride) + 1
    return rows * columns * weight.numel()


@wrong("convolution_multiply_adds", "Doesn't round the outputs' number at all.")
def multiply_adds_fractional(input, weight, stride, padding):
    _, h, w = input.shape
    kh, kw = weight.shape[2:]
    return ((h + 2 * padding - kh) / stride + 1) * ((w + 2 * padding - kw) / stride + 1) * weight.numel()


@wrong("convolution_multiply_adds", "Rounds only the product.")
def multiply_adds_rounded_late(input, weight, stride, padding):
    _, h, w = input.shape
    kh, kw = weight.shape[2:]
    return int(((h + 2 * padding - kh) / stride + 1) * ((w + 2 * padding - kw) / stride + 1) * weight.numel())


@wrong("convolution_multiply_adds", "One output too few along each axis.")
def multiply_adds_no_plus_1(input, weight, stride, padding):
    _, h, w = input.shape
    kh, kw = weight.shape[2:]
    return ((h + 2 * padding - kh) // stride) * ((w + 2 * padding - kw) // stride) * weight.numel()


@wrong("convolution_multiply_adds", "Leaves out the products with the padding's zeros.")
def multiply_adds_without_zeros(input, weight, stride, padding):
    ones = torch.ones(1, *input.shape, dtype=torch.float64)
    counts = F.conv2d(ones, torch.ones_like(weight, dtype=torch.float64), stride=stride, padding=padding)
    return int(counts.sum().item())


@wrong("convolution_multiply_adds", "One addition fewer than products for each output.")
def multiply_adds_additions(input, weight, stride, padding):
    _, h, w = input.shape
    d, c, kh, kw = weight.shape
    return ((h + 2 * padding - kh) // stride + 1) * ((w + 2 * padding - kw) // stride + 1) * d * (c * kh * kw - 1)


@wrong("convolution_multiply_adds", "float32 can't hold the product of large layers exactly.")
def multiply_adds_float32(input, weight, stride, padding):
    rows = (input.shape[1] + 2 * padding - weight.shape[2]) // stride + 1
    columns = (input.shape[2] + 2 * padding - weight.shape[3]) // stride + 1
    return int(torch.tensor([rows, columns, *weight.shape], dtype=torch.float32).prod())


@wrong("convolution_multiply_adds", "Overflows int32 for layers as large as VGG's.")
def multiply_adds_int32(input, weight, stride, padding):
    rows = (input.shape[1] + 2 * padding - weight.shape[2]) // stride + 1
    columns = (input.shape[2] + 2 * padding - weight.shape[3]) // stride + 1
    return int(np.prod(np.array([rows, columns, *weight.shape], dtype=np.int32), dtype=np.int32))


@wrong("convolution_multiply_adds", "Returns the number of weights.")
def multiply_adds_weights(input, weight, stride, padding):
    return weight.numel()


@wrong("convolution_multiply_adds", "Returns the number of outputs.")
def multiply_adds_outputs(input, weight, stride, padding):
    return F.conv2d(input[None], weight, stride=stride, padding=padding).numel()


@wrong("convolution_multiply_adds", "Stride and padding have changed places.")
def multiply_adds_swapped_arguments(input, weight, padding, stride):
    rows = (input.shape[1] + 2 * padding - weight.shape[2]) // stride + 1
    columns = (input.shape[2] + 2 * padding - weight.shape[3]) // stride + 1
    return rows * columns * weight.numel()


@wrong("convolution_multiply_adds", "Reads the input as (H, W, C).")
def multiply_adds_channels_last(input, weight, stride, padding):
    h, w, _ = input.shape
    d, c, kh, kw = weight.shape
    return ((h + 2 * padding - kh) // stride + 1) * ((w + 2 * padding - kw) // stride + 1) * d * c * kh * kw


@wrong("convolution_multiply_adds", "Two mistakes: padding once, and products and additions counted separately.")
def multiply_adds_two_mistakes(input, weight, stride, padding):
    _, h, w = input.shape
    d, c, kh, kw = weight.shape
    return 2 * d * c * kh * kw * ((h + padding - kh) // stride + 1) * ((w + padding - kw) // stride + 1)


@wrong("convolution_multiply_adds", "Adds the sides of the filter where it should multiply them.")
def multiply_adds_sum_of_sides(input, weight, stride, padding):
    _, h, w = input.shape
    d, c, kh, kw = weight.shape
    return d * c * (kh + kw) * ((h + 2 * padding - kh) // stride + 1) * ((w + 2 * padding - kw) // stride + 1)


@wrong("convolution_multiply_adds", "Two mistakes: no stride, and one filter only.")
def multiply_adds_two_more_mistakes(input, weight, stride, padding):
    c, h, w = input.shape
    kh, kw = weight.shape[-2:]
    return c * kh * kw * (h + 2 * padding - kh + 1) * (w + 2 * padding - kw + 1)


@right("convolution_multiply_adds", "Asks torch for the output's shape on the meta device.")
def multiply_adds_meta(input, weight, stride, padding):
    x = torch.empty(1, *input.shape, device="meta")
    y = F.conv2d(x, torch.empty(weight.shape, device="meta"), stride=stride, padding=padding)
    return y.numel() * weight[0].numel()


@right("convolution_multiply_adds", "Counts the filter's positions with range.")
def multiply_adds_range(input, weight, stride, padding):
    positions = [
        len(range(0, size + 2 * padding - k + 1, stride))
        for size, k in zip(input.shape[1:], weight.shape[2:], strict=True)
    ]
    return math.prod(positions) * math.prod(weight.shape)


@right("convolution_multiply_adds", "Walks through the positions with while.")
def multiply_adds_while(x, w, s, p):
    total = 0
    top = -p
    while top + w.shape[2] <= x.shape[1] + p:
        left = -p
        while left + w.shape[3] <= x.shape[2] + p:
            total += w.shape[0] * w.shape[1] * w.shape[2] * w.shape[3]
            left += s
        top += s
    return total


@right("convolution_multiply_adds", "Columns of unfold, as many as positions, times the weights.")
def multiply_adds_unfold(input, weight, stride, padding):
    one_channel = torch.zeros(1, 1, *input.shape[-2:])
    columns = F.unfold(one_channel, tuple(weight.shape[-2:]), padding=padding, stride=stride)
    return columns.shape[-1] * weight.numel()


@right("convolution_multiply_adds", "divmod, and shapes read from the back.")
def multiply_adds_divmod(input, weight, stride=1, padding=0):
    *_, h, w = input.size()
    *_, kh, kw = weight.size()
    rows, _ = divmod(h + 2 * padding - kh + stride, stride)
    columns, _ = divmod(w + 2 * padding - kw + stride, stride)
    return weight.numel() * rows * columns


@right("convolution_multiply_adds", "NumPy in 64 bits.")
def multiply_adds_numpy(input, weight, stride, padding):
    out = (np.array(input.shape[1:], dtype=np.int64) + 2 * padding - np.array(weight.shape[2:])) // stride + 1
    return int(np.prod(out) * np.prod(np.array(weight.shape, dtype=np.int64)))
