"""Local response normalisation: channels that respond to the same place damp one another."""

from torch import Tensor
from torch.nn.functional import pad

from lecture_utils.methods.validation import require


def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """Divide each activation by a power of what its neighbouring channels show at the same place.

    b_c = a_c / (k + α/n Σ a_j²)^β, where j runs over the n channels around c.

    Parameters
    ----------
    input : Tensor, shape (N, C, ...)
        Activations.
    size : int
        n, the channels that are summed: ⌊n/2⌋ before channel c, itself, and those after it. Channels beyond the first
        and the last count as 0.
    alpha, beta, k : float
        α, β, k.

    Returns
    -------
    Tensor, of the shape of ``input``

    Raises
    ------
    ValueError
        If there is no dimension of channels, or ``size`` isn't a positive integer.

    Notes
    -----
    AlexNet's paper has n = 5, k = 2, α = 10⁻⁴, β = 0.75 and *sums* the squares. The library *averages* them, and so
    does this: the paper's α is the library's α divided by n. What the paper wants is
    ``local_response_norm(input, 5, alpha=5e-4, beta=0.75, k=2)``.

    References
    ----------
    Krizhevsky et al., NeurIPS 2012, section 3.3. Same result as :func:`torch.nn.functional.local_response_norm`.
    """
    require(input.dim() >= 2, "input", "(N, C, ...)", tuple(input.shape))
    require(isinstance(size, int) and size >= 1, "size", "a positive integer", size)
    channels = input.shape[1]
    beyond = [0] * (2 * (input.dim() - 2)) + [size // 2, (size - 1) // 2]
    squares = pad(input.square(), beyond)  # (N, C + size − 1, ...)
    total = squares[:, :channels]
    for offset in range(1, size):
        total = total + squares[:, offset : offset + channels]  # (N, C, ...)
    return input / (k + alpha / size * total) ** beta
