"""Synthetic graphs, the same for guestpipe and for Nix: one node is one run of a small script over its inputs.

A node hashes its inputs and its own word. The graph is layered: every node takes 1 to 5 nodes of the layer below, and
one sink takes what nobody took. guestpipe gets it as one family of recipes (`shape="family"`) or as a folder for each
node (`shape="folders"`), Nix as one attribute set.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in an order in which inputs come first; the last one is the sink."""

    inputs: tuple[tuple[int, ...], ...]


def layered(nodes: int, seed: int = 1) -> Graph:
    """Return a layered graph with `nodes` nodes, about the square root of that in width."""
    chance = random.Random(seed)  # noqa: S311 a graph, not a secret
    width = max(2, int(nodes**0.5))
    inputs: list[tuple[int, ...]] = []
    taken: set[int] = set()
    for node in range(nodes - 1):
        below = range(max(0, node - node % width - width), node - node % width)
        chosen = tuple(sorted(chance.sample(below, min(len(below), chance.randint(1, 5))))) if below else ()
        taken.update(chosen)
        inputs.append(chosen)
    inputs.append(tuple(node for node in range(nodes - 1) if node not in taken))
    return Graph(tuple(inputs))


def fan_in(nodes: int) -> Graph:
    """Return a graph in which the last node takes all others."""
    return Graph((*(() for _ in range(nodes - 1)), tuple(range(nodes - 1))))


def write_guestpipe(graph: Graph, folder: Path, *, shape: str = "family") -> Path:
    """Write the graph as a guest with its recipes; return the path of guest.toml."""
    shutil.rmtree(folder, ignore_errors=True)
    recipes = folder / "recipes"
    names = [f"node-n{number}" for number in range(len(graph.inputs))]
    if shape == "family":
        members = [
            f'[family.n{number}]\ninputs = {_list(names[i] for i in inputs)}\nenvironment = {{ word = "{number}" }}\n'
            for number, inputs in enumerate(graph.inputs)
        ]
        _recipe(recipes / "node", 'summary = "a node"\ntools = "busybox"\n' + "".join(members), _script())
    else:
        for number, inputs in enumerate(graph.inputs):
            text = f'summary = "a node"\ntools = "busybox"\ninputs = {_list(names[i] for i in inputs)}\n'
            _recipe(recipes / names[number], text + f'[environment]\nword = "{number}"\n', _script())
    sink = f'summary = "the sink"\nprovides = "guest"\ntools = "busybox"\ninputs = ["{names[-1]}"]\n'
    _recipe(recipes / "guest", sink + '[environment]\nword = "sink"\n', _script())
    tools = Path(__file__).parent.parent / "tests" / "recipes"
    (folder / "main.c").write_text("int main(void) { return 0; }\n")
    (folder / "guest.toml").write_text(
        'spec = "1"\nname = "graph"\n[program]\nlanguage = "c"\nsources = ["main.c"]\n'
        f'[recipes]\npath = ["recipes", "{tools}"]\n'
    )
    return folder / "guest.toml"


def write_nix(graph: Graph, folder: Path, busybox: str) -> Path:
    """Write the graph as a Nix expression over the store path `busybox`; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["let", f'  busybox = builtins.storePath "{busybox}";', "  node = word: inputs: derivation {"]
    lines += [
        '    name = "node"; system = "x86_64-linux"; inherit word inputs;',
        '    builder = "${busybox}/usr/bin/busybox";',
        '    args = [ "sh" "-euc" "{ for i in $inputs; do ${busybox}/usr/bin/busybox cat $i/sum; done; echo $word; }'
        ' | { ${busybox}/usr/bin/busybox mkdir $out; ${busybox}/usr/bin/busybox sha256sum > $out/sum; }" ];',
        "  };",
    ]
    for number, inputs in enumerate(graph.inputs):
        lines.append(f'  n{number} = node "{number}" [ {" ".join(f"n{i}" for i in inputs)} ];')
    lines += [f'in node "sink" [ n{len(graph.inputs) - 1} ]', ""]
    file = folder / "default.nix"
    file.write_text("\n".join(lines))
    return file


def _script() -> str:
    return '{ for i in $in/*/sum; do [ -e "$i" ] && cat "$i"; done; echo "$word"; } | sha256sum > "$out/sum"\n'


def _recipe(folder: Path, text: str, script: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "recipe.toml").write_text(text)
    (folder / "build.sh").write_text(script)


def _list(names: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
