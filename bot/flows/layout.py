"""Where the boxes of a flow's picture stand: in layers, with as few crossings as is easy.

The way of Sugiyama, Tagawa and Toda (1981): arrows that lead back are turned round, each box goes
one layer below whatever leads to it, an arrow over several layers holds a place in each, and
layers are sorted by where their neighbours stand. Flows are small, so a few sweeps are enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from graphlib import TopologicalSorter
from itertools import pairwise
from statistics import fmean

Link = tuple[str, str]
Spot = str | tuple[int, int]
"""A box, or the place that an arrow holds in a layer: (which arrow, which layer)."""
Point = tuple[float, float]

_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Sizes:
    """Pixels: how large a box is, and what is left free between boxes and between layers."""

    width: float
    height: float
    beside: float
    below: float
    lane: float
    """How wide an arrow's place in a layer is."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, in pixels; (0, 0) is the corner above all of it, to the left."""

    boxes: Mapping[str, Point]
    """The middle of each box."""
    routes: Mapping[Link, tuple[Point, ...]]
    """The points an arrow goes through, from the edge of one box to the edge of another."""
    width: float
    height: float


@dataclass(slots=True)
class _Layers:
    """Spots by layer, from left to right, and who leads to whom between neighbouring layers."""

    rows: dict[int, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    above: dict[Spot, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    under: dict[Spot, list[Spot]] = field(default_factory=lambda: defaultdict(list))


def laid_out(names: Sequence[str], links: Iterable[Link], sizes: Sizes) -> Layout:
    """Place boxes (the first is where it begins) and the arrows between them."""
    ways = tuple(dict.fromkeys(links))
    turned = _leading_back(names, ways)
    down = [(b, a) if (a, b) in turned else (a, b) for a, b in ways]
    layer = _layer_of(names, down)
    layers, chains = _layers(names, down, layer)
    _sort(layers)
    across = _across(layers, sizes)
    step = sizes.height + sizes.below

    def point(spot: Spot) -> Point:
        at = layer[spot] if isinstance(spot, str) else spot[1]
        return across[spot], at * step + sizes.height / 2

    routes = {
        way: tuple(map(point, reversed(chain) if way in turned else chain))
        for way, chain in zip(ways, chains, strict=True)
    }
    boxes = {name: point(name) for name in names}
    routes = _docked(routes, sizes)
    width = max(x + _wide(spot, sizes) / 2 for spot, x in across.items())
    return Layout(boxes, routes, width, (max(layer.values()) + 1) * step - sizes.below)


def _docked(
    routes: Mapping[Link, tuple[Point, ...]], sizes: Sizes
) -> dict[Link, tuple[Point, ...]]:
    """Let arrows begin and end at the edges of their boxes, side by side, not at one point."""
    edges: dict[tuple[str, bool], list[tuple[float, Link, int]]] = defaultdict(list)
    for (a, b), points in routes.items():
        up = points[-1][1] < points[0][1]
        edges[a, up].append((points[1][0], (a, b), 0))
        edges[b, not up].append((points[-2][0], (a, b), -1))
    docked = {link: [*points] for link, points in routes.items()}
    for (_, top), ends in edges.items():
        between = min(sizes.width / (len(ends) + 1), sizes.beside)
        for number, (_, link, end) in enumerate(sorted(ends)):
            x, y = docked[link][end]
            aside = (number - (len(ends) - 1) / 2) * between
            docked[link][end] = (x + aside, y + sizes.height / (-2 if top else 2))
    return {link: tuple(points) for link, points in docked.items()}


def _leading_back(names: Sequence[str], ways: Sequence[Link]) -> frozenset[Link]:
    """Return the arrows that close a circle, seen from where the flow begins."""
    after: dict[str, list[str]] = defaultdict(list)
    for a, b in ways:
        after[a].append(b)
    back: set[Link] = set()
    done: set[str] = set()

    def visit(name: str, path: frozenset[str]) -> None:
        for following in after[name]:
            if following in path:
                back.add((name, following))
            elif following not in done:
                visit(following, path | {following})
        done.add(name)

    for name in names:
        if name not in done:
            visit(name, frozenset({name}))
    return frozenset(back)


def _layer_of(names: Sequence[str], down: Sequence[Link]) -> dict[str, int]:
    before: dict[str, list[str]] = {name: [] for name in names}
    for a, b in down:
        before[b].append(a)
    layer: dict[str, int] = {}
    for name in TopologicalSorter(before).static_order():
        layer[name] = max((layer[one] + 1 for one in before[name]), default=0)
    return layer


def _layers(
    names: Sequence[str], down: Sequence[Link], layer: Mapping[str, int]
) -> tuple[_Layers, list[list[Spot]]]:
    layers = _Layers()
    for name in names:
        layers.rows[layer[name]].append(name)
    chains: list[list[Spot]] = []
    for number, (a, b) in enumerate(down):
        between: list[Spot] = [(number, at) for at in range(layer[a] + 1, layer[b])]
        for spot, at in zip(between, range(layer[a] + 1, layer[b]), strict=True):
            layers.rows[at].append(spot)
        chain = [a, *between, b]
        chains.append(chain)
        for upper, lower in pairwise(chain):
            layers.under[upper].append(lower)
            layers.above[lower].append(upper)
    return layers, chains


def _sort(layers: _Layers) -> None:
    """Sort each layer by where its neighbours stand, downwards and upwards in turn."""
    for row, near in _sweeps(layers):
        place = {spot: n for one in layers.rows.values() for n, spot in enumerate(one)}
        row.sort(key=partial(_mean, near, place))


def _sweeps(layers: _Layers) -> Iterator[tuple[list[Spot], Mapping[Spot, list[Spot]]]]:
    """Yield the layers downwards and upwards in turn, each with who stands on the side before."""
    down = sorted(layers.rows)
    for sweep in range(_SWEEPS):
        order, near = (down[::-1], layers.under) if sweep % 2 else (down, layers.above)
        for at in order:
            yield layers.rows[at], near


def _mean(near: Mapping[Spot, list[Spot]], place: Mapping[Spot, float], spot: Spot) -> float:
    """Return the middle of a spot's neighbours; its own place where it has none."""
    return fmean(place[one] for one in near.get(spot) or [spot])


def _wide(spot: Spot, sizes: Sizes) -> float:
    return sizes.width if isinstance(spot, str) else sizes.lane


def _across(layers: _Layers, sizes: Sizes) -> dict[Spot, float]:
    """Return how far to the right the middle of each spot is: as near its neighbours as fits."""
    across: dict[Spot, float] = {}
    for row in layers.rows.values():
        across |= _fitted(row, [0.0] * len(row), sizes)
    for row, near in _sweeps(layers):
        across |= _fitted(row, [_mean(near, across, spot) for spot in row], sizes)
    left = min(x - _wide(spot, sizes) / 2 for spot, x in across.items())
    return {spot: x - left for spot, x in across.items()}


def _fitted(row: Sequence[Spot], wanted: Sequence[float], sizes: Sizes) -> dict[Spot, float]:
    """Return places in this order, far enough apart, and in sum nearest to the wanted ones.

    Spots that would overlap become one block, whose middle is the mean of what its spots want.
    """
    offsets: list[float] = []
    for number, spot in enumerate(row):
        gap = 0.0
        if number:
            gap = (_wide(row[number - 1], sizes) + _wide(spot, sizes)) / 2 + sizes.beside
        offsets.append((offsets[-1] if offsets else 0.0) + gap)
    blocks: list[list[float]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        blocks.append([want - offset])
        while len(blocks) > 1 and fmean(blocks[-2]) > fmean(blocks[-1]):
            last = blocks.pop()
            blocks[-1].extend(last)
    starts = [fmean(block) for block in blocks for _ in block]
    return {spot: start + offset for spot, start, offset in zip(row, starts, offsets, strict=True)}
