"""The whole way: a real backbone's features of real pictures, labels spoilt on purpose, findings."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from engine.config import DataConfig, ModelConfig
from engine.data import decode, health, sources
from engine.data.catalog import Catalog


@pytest.fixture(scope="module")
def described(ants_and_bees: Path) -> tuple[Catalog, np.ndarray]:
    """Every second picture and EfficientNet-Lite0's features of them, at a size that keeps the test quick."""
    import torch

    from engine.models.build import build_network

    network = build_network(ModelConfig(), 2)
    network.module.eval()
    wanted = network.preprocessing
    mean, std = (np.array(values, np.float32) for values in (wanted.mean, wanted.std))
    catalog = sources.open_source(DataConfig(source=str(ants_and_bees)))
    placeholder = "train/ants/imageNotFound.gif"
    chosen = [s for n, s in enumerate(catalog.samples) if n % 2 == 0 or s.id == placeholder]
    catalog = dataclasses.replace(catalog, samples=tuple(chosen))

    def pixels(path: Path) -> np.ndarray:
        picture = decode.load(path, shorter=128, interpolation=wanted.interpolation)
        top, left = (picture.shape[0] - 128) // 2, (picture.shape[1] - 128) // 2
        square = picture[top : top + 128, left : left + 128].astype(np.float32) / 255
        return ((square - mean) / std).transpose(2, 0, 1)

    features = []
    with torch.inference_mode():
        for start in range(0, len(catalog.samples), 32):
            block = [pixels(sample.path) for sample in catalog.samples[start : start + 32]]
            features.append(network.features(torch.from_numpy(np.stack(block))).float().numpy())
    return catalog, np.concatenate(features).reshape(len(catalog.samples), -1)


def test_that_a_twentieth_of_labels_flipped_is_mostly_found_whichever_they_are(
    described: tuple[Catalog, np.ndarray],
) -> None:
    from engine.evaluation import label_issues

    catalog, features = described
    ids = [sample.id for sample in catalog.samples]
    spoilt_count = len(ids) // 20
    hits, told = [], 0
    for seed in range(3):
        labels = np.array([sample.label for sample in catalog.samples])
        flipped = np.random.default_rng(seed).choice(len(ids), spoilt_count, replace=False)
        labels[flipped] = 1 - labels[flipped]
        chances = label_issues.out_of_fold_probabilities(features, labels, 2)
        issues = label_issues.find(ids, labels, chances)
        report = health.check(catalog, suspicions=issues)
        found = {finding.ids[0] for finding in report.of_kind("suspicious_label")}
        hits.append(len(found & {ids[row] for row in flipped}))
        told += len(found)
    assert min(hits) / spoilt_count >= 0.6
    # Blind guessing would reach a twentieth.
    assert sum(hits) / told >= 0.4


def test_that_the_placeholder_is_an_outlier_by_its_features(described: tuple[Catalog, np.ndarray]) -> None:
    catalog, features = described
    outliers = list(health.feature_outliers([sample.id for sample in catalog.samples], features))
    assert outliers[0].ids == ("train/ants/imageNotFound.gif",)
    assert len(outliers) <= 4
