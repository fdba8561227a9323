"""Data-parallel Haskell on Kitten: the answers of `guests/data-parallel` are those of plain Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from libc_world import Guestpipe, copied


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
