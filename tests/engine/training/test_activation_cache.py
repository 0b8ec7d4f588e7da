"""The cache of activations says what it has, on disk or in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.training.activation_cache import ActivationCache, Space

SPACE = Space("weights", "facts", "fp32", 0, "none")
CONTENT = b"c" * 16


def value(number: int, size: int = 64) -> np.ndarray:
    return np.random.default_rng(number).standard_normal(size).astype(np.float32)


def test_that_what_is_put_comes_back_in_a_later_cache(own_cache: Path) -> None:
    first = ActivationCache(SPACE)
    first.put(CONTENT, 0, value(1))
    first.put(CONTENT, 1, value(2))
    first.close()
    second = ActivationCache(SPACE)
    np.testing.assert_array_equal(second.get(CONTENT, 0), value(1))
    np.testing.assert_array_equal(second.get(CONTENT, 1), value(2))
    assert second.get(CONTENT, 2) is None
    second.close()


def test_that_a_damaged_activation_is_no_longer_there_once_it_was_asked_for_and_can_be_put_anew(
    own_cache: Path,
) -> None:
    first = ActivationCache(SPACE)
    first.put(CONTENT, 0, value(1))
    first.close()
    (shard,) = own_cache.rglob("*.shard")
    content = bytearray(shard.read_bytes())
    content[-5] ^= 0x10
    shard.write_bytes(content)
    second = ActivationCache(SPACE)
    assert second.get(CONTENT, 0) is None
    assert not second.has(CONTENT, 0)
    assert second.shape(CONTENT, 0) is None
    second.put(CONTENT, 0, value(1))
    second.close()
    third = ActivationCache(SPACE)
    np.testing.assert_array_equal(third.get(CONTENT, 0), value(1))
    third.close()


def test_that_an_activation_larger_than_the_whole_bound_is_kept_in_memory(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAFT_CACHE_GB", "0")
    cache = ActivationCache(SPACE)
    large = value(1, 300_000)
    cache.put(CONTENT, 0, large)
    assert cache.has(CONTENT, 0)
    assert cache.full
    assert cache.shape(CONTENT, 0) == (300_000,)
    np.testing.assert_array_equal(cache.get(CONTENT, 0), large)
    cache.close()
