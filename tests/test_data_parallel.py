"""Data-parallel Haskell on Kitten: the answers of `guests/data-parallel` are those of plain Python."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

import linux_process
from libc_world import Guestpipe, copied

Point = tuple[int, int]
Body = tuple[float, float, float, float, float]
Tree = tuple[float, float, float, float, list["Tree"]]


def vector(size: int) -> list[float]:
    return [float(i * 7919 % 101) for i in range(1, size + 1)]


def matrix_product() -> float:
    m = [[float(i * j % 13) for j in range(120)] for i in range(120)]
    columns = [sum(row[j] for row in m) for j in range(120)]
    return sum(columns[k] * sum(m[k]) for k in range(120))


def sparse_product(size: int) -> float:
    v = vector(size)
    return sum(float(i + k % 5) * v[(i * 31 + k * 17) % size] for i in range(size) for k in range(1 + i % 9))


def mandelbrot(size: int, limit: int) -> int:
    total = 0
    for i in range(size):
        for j in range(size):
            c = (j / size * 3 - 2.25, i / size * 3 - 1.5)
            x = y = 0.0
            steps = 0
            while steps < limit and not x * x + y * y > 4:
                x, y = x * x - y * y + c[0], 2 * x * y + c[1]
                steps += 1
            total += steps
    return total


def noise(seed: int) -> Iterator[int]:
    while True:
        seed = (seed * 1103515245 + 12345) % 2**31
        yield seed % 1000000


def sorted_sum(size: int) -> int:
    return sum(i % 1000 * x for i, x in enumerate(sorted(islice(noise(3), size))))


def hull_sum(size: int) -> int:
    """Return the sum over the hull's corners, by Andrew's chains."""
    inside = (
        p for p in zip(noise(1), noise(2), strict=True) if (p[0] - 500000) ** 2 + (p[1] - 500000) ** 2 <= 500000**2
    )
    points = sorted(set(islice(inside, size)))
    corners = [*chain(points), *chain(points[::-1])]
    return sum(i * (x + 2 * y) for i, (x, y) in enumerate(corners, 1))


def chain(points: list[Point]) -> list[Point]:
    kept: list[Point] = []
    for x, y in points:
        while len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            kept.pop()
        kept.append((x, y))
    return kept[:-1]


def grown(square: tuple[float, float, float], bodies: list[Body]) -> Tree:
    if len(bodies) == 1:
        x, y, _, _, m = bodies[0]
        return (0.0, m, x, y, [])
    left, low, side = square
    mass = x = y = 0.0
    for body in bodies:
        mass, x, y = mass + body[4], x + body[4] * body[0], y + body[4] * body[1]
    half = side / 2
    quarters = [
        (
            (left + half * a, low + half * b, half),
            [o for o in bodies if in_quarter(o, left + half, low + half) == (a, b)],
        )
        for b in (0, 1)
        for a in (0, 1)
    ]
    return (side, mass, x / mass, y / mass, [grown(part, inside) for part, inside in quarters if inside])


def in_quarter(body: Body, middle: float, centre: float) -> tuple[int, int]:
    return int(body[0] >= middle), int(body[1] >= centre)


def pull(x: float, y: float, so_far: tuple[float, float], tree: Tree) -> tuple[float, float]:
    side, mass, cx, cy, parts = tree
    dx, dy = cx - x, cy - y
    square = dx * dx + dy * dy
    if parts and not side * side < 0.25 * square:
        for part in parts:
            so_far = pull(x, y, so_far, part)
        return so_far
    softened = square + 0.0001
    strength = mass / (softened * math.sqrt(softened))
    return so_far[0] + strength * dx, so_far[1] + strength * dy


def moved(bodies: list[Body], time: float) -> list[Body]:
    tree = grown((0.0, 0.0, 1.0), bodies)
    after = []
    for x, y, before_x, before_y, m in bodies:
        ax, ay = pull(x, y, (0.0, 0.0), tree)
        vx, vy = before_x + time * ax, before_y + time * ay
        after.append((x + time * vx, y + time * vy, vx, vy, m))
    return after


def places_sum(size: int) -> int:
    bodies: list[Body] = [
        ((i * 7919 + 13) % 1009 / 1009, (i * 104729 + 7) % 1013 / 1013, 0.0, 0.0, (1 + i % 3) / size)
        for i in range(size)
    ]
    return sum(round((x + 2 * y) * 1000000) for x, y, _, _, _ in moved(moved(bodies, 0.01), 0.01))


@pytest.fixture(scope="module")
def answers() -> str:
    """Return what the guest has to print."""
    a = vector(200000)
    told = {
        "dot product": sum(x * (x + 1) for x in a),
        "sum of squares": sum(x * x for x in a),
        "matrix product": matrix_product(),
        "sparse matrix times vector": sparse_product(20000),
        "Mandelbrot": mandelbrot(160, 200),
        "quicksort": sorted_sum(30000),
        "quickhull": hull_sum(20000),
        "Barnes-Hut": places_sum(400),
    }
    return "".join(f"{name}: {round(answer)}\n" for name, answer in told.items())


@pytest.mark.parametrize("processors", [1, 2, 4])
def test_the_answers_are_the_same_on_any_number_of_processors(
    processors: int, answers: str, guestpipe: Guestpipe, tmp_path: Path
) -> None:
    guest = copied("guests/data-parallel", tmp_path)
    gave = guestpipe("run", guest, "--cpus", str(processors), "--accel", "tcg")
    assert gave.returncode == 0, gave.stdout + gave.stderr
    assert gave.stdout == f"on {processors} processor{'s' * (processors > 1)}\n{answers}"


def test_the_answers_are_those_of_a_process_of_linux(answers: str, tmp_path: Path) -> None:
    ran = linux_process.run(linux_process.linked(copied("guests/data-parallel", tmp_path)))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.partition("\n")[2] == answers
