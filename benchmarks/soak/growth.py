"""Whether something grows, from samples of it in the course of time."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from statistics import median

Samples = list[tuple[float, float]]  # seconds, and how much there was


def slope(samples: Samples) -> float:
    """By how much it grows a second: the median over all pairs of samples, which no single outlier moves."""
    pairs = itertools.combinations(samples, 2)
    slopes = [(later - value) / (then - at) for (at, value), (then, later) in pairs if then > at]
    return median(slopes) if slopes else 0.0


@dataclass(frozen=True)
class Allowance:
    """How much more there may be at the end than at the beginning: so much, or that part of it if this is more."""

    much: float
    part: float = 0.0

    def of(self, level: float) -> float:
        return max(self.much, self.part * level)


@dataclass(frozen=True)
class Growth:
    """One thing: how much there was in the middle of the samples, and by how much it grew from first to last."""

    name: str
    level: float
    by: float
    allowed: float

    @property
    def is_too_much(self) -> bool:
        return self.by > self.allowed


def growth(name: str, samples: Samples, allowance: Allowance) -> Growth:
    """What these samples, the warm-up left out, say of the thing."""
    level = median(value for _at, value in samples)
    by = slope(samples) * (samples[-1][0] - samples[0][0])
    return Growth(name, level, by, allowance.of(level))


def after_warming_up(samples: Samples, share: float = 1 / 3) -> Samples:
    """Without the first part: caches fill, processes load what they need."""
    return samples[int(len(samples) * share) :]
