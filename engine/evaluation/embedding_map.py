"""Features as points on a plane: PCA at once, t-SNE or UMAP when there is time."""

from __future__ import annotations

import importlib.util
import warnings

import numpy as np
import numpy.typing as npt

from engine.errors import EngineError

# scikit-learn's t-SNE and UMAP both advise about 50 components before the neighbour search.
COMPONENTS = 50
PERPLEXITY = 30.0


def methods() -> tuple[str, ...]:
    """Methods usable here, the quickest first: ``pca``, ``tsne`` and, where installed, ``umap``."""
    return ("pca", "tsne", "umap") if importlib.util.find_spec("umap") else ("pca", "tsne")


def embed(features: npt.ArrayLike, method: str = "pca", *, seed: int = 0) -> npt.NDArray[np.float32]:
    """A point on the plane for each picture.

    Args:
        features: the backbone's output, shape (n, width); n above 0.
        method: one of :func:`methods`.
        seed: seed of t-SNE and UMAP; the same seed gives the same map.

    Returns:
        float32, shape (n, 2), centred, the larger half-width 1.

    Raises:
        EngineError: an unknown method, one that is not installed, or features that are not numbers.
    """
    values = np.asarray(features, dtype=np.float32).reshape(len(np.asarray(features)), -1)
    if method not in ("pca", "tsne", "umap"):
        raise EngineError(f"There is no map named {method}.", f"Choose one of {', '.join(methods())}.")
    if method not in methods():
        raise EngineError("UMAP is not installed.", "Install it with: pip install umap-learn")
    if not np.isfinite(values).all():
        raise EngineError("The features are not finite numbers.", "Train the model again.")
    if method == "pca" or len(values) < 4:
        return _fitted(_principal(values, 2))
    reduced = _principal(values, COMPONENTS)
    return _fitted(_tsne(reduced, seed) if method == "tsne" else _umap(reduced, seed))


def _principal(values: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.float32]:
    """The first principal components, shape (n, at most count), signs fixed by the largest loading."""
    centred = values - values.mean(axis=0)
    if min(centred.shape) > 4 * count:
        from sklearn.decomposition import PCA

        result: npt.NDArray[np.float32] = PCA(
            n_components=count, svd_solver="randomized", random_state=0
        ).fit_transform(centred)
        return result
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:count]
    largest = np.abs(axes).argmax(axis=1)
    axes = axes * np.sign(axes[np.arange(len(axes)), largest])[:, None]
    points: npt.NDArray[np.float32] = centred @ axes.T
    return points


def _tsne(values: npt.NDArray[np.float32], seed: int) -> npt.NDArray[np.float32]:
    from sklearn.manifold import TSNE

    perplexity = min(PERPLEXITY, (len(values) - 1) / 3)
    # Start from the principal components (Kobak & Berens 2019), scaled as scikit-learn does.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        result: npt.NDArray[np.float32] = TSNE(
            n_components=2, perplexity=perplexity, init="pca", learning_rate="auto", random_state=seed
        ).fit_transform(values)
    return result


def _umap(values: npt.NDArray[np.float32], seed: int) -> npt.NDArray[np.float32]:
    import umap

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that a seed makes it single-threaded, as wanted
        result: npt.NDArray[np.float32] = umap.UMAP(
            n_components=2, n_neighbors=min(15, len(values) - 1), random_state=seed
        ).fit_transform(values)
    return result


def _fitted(points: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Centred and scaled into the square from -1 to 1; a missing second axis is 0."""
    plane = np.zeros((len(points), 2), dtype=np.float32)
    plane[:, : points.shape[1]] = points[:, :2]
    plane -= (plane.max(axis=0) + plane.min(axis=0)) / 2
    size = float(np.abs(plane).max())
    return plane / size if size > 0 else plane
