"""The plane of points and the nearest pictures."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import EngineError
from engine.evaluation import embedding_map
from engine.evaluation.similar import SimilarityIndex


def clouds(count: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = np.arange(count) % 3
    return rng.normal(0, 0.3, (count, 80)) + np.eye(3, 80)[labels] * 6, labels


@pytest.mark.parametrize("method", embedding_map.methods())
def test_that_pictures_of_a_class_lie_together_on_the_map(method: str) -> None:
    features, labels = clouds()
    points = embedding_map.embed(features, method)
    assert points.shape == (60, 2)
    assert np.abs(points).max() == pytest.approx(1.0)
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(distance, np.inf)
    assert (labels[distance.argmin(1)] == labels).all()
    np.testing.assert_array_equal(points, embedding_map.embed(features, method))


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_that_a_handful_of_pictures_still_has_a_map(count: int) -> None:
    points = embedding_map.embed(np.random.default_rng(0).normal(size=(count, 8)), "tsne")
    assert points.shape == (count, 2)
    assert np.isfinite(points).all()


def test_that_pca_agrees_with_scikit_learns_up_to_sign_and_scale() -> None:
    from sklearn.decomposition import PCA

    features, _ = clouds()
    expected = PCA(2, svd_solver="full").fit_transform(features)
    found = embedding_map.embed(features)
    for axis in range(2):
        assert abs(np.corrcoef(expected[:, axis], found[:, axis])[0, 1]) == pytest.approx(1.0, abs=1e-5)


def test_that_an_unknown_map_and_broken_features_are_told_in_words() -> None:
    with pytest.raises(EngineError, match="no map named"):
        embedding_map.embed(np.zeros((3, 3)), "som")
    with pytest.raises(EngineError, match="finite"):
        embedding_map.embed(np.full((3, 3), np.nan))


def test_that_the_nearest_pictures_are_those_of_the_largest_cosine() -> None:
    rng = np.random.default_rng(0)
    features, asked = rng.normal(size=(200, 12)), rng.normal(size=12)
    cosine = features @ asked / np.linalg.norm(features, axis=1) / np.linalg.norm(asked)
    found = SimilarityIndex(features).nearest(asked, 5)
    assert [neighbour.row for neighbour in found] == np.argsort(-cosine)[:5].tolist()
    assert found[0].similarity == pytest.approx(cosine.max(), abs=1e-5)


def test_that_a_picture_is_not_its_own_neighbour() -> None:
    features = np.random.default_rng(0).normal(size=(8, 4))
    found = SimilarityIndex(features).nearest(features[3], 20, leave_out=3)
    assert len(found) == 7
    assert 3 not in [neighbour.row for neighbour in found]
    assert SimilarityIndex(np.zeros((1, 4))).nearest(np.zeros(4), leave_out=0) == []
