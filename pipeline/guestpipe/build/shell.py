"""A shell in the sandbox of a step: the same mounts and the same environment, and what its last failure left."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from guestpipe import process
from guestpipe.build import sandbox
from guestpipe.build.job import FAILED, forget_failure
from guestpipe.build.request import BuildRequest, build_request
from guestpipe.build.stage import Shapes, stage
from guestpipe.errors import BuildError
from guestpipe.plan.step import Step
from guestpipe.store.files import remove_tree
from guestpipe.store.objects import Object
from guestpipe.store.store import Store

TRY = "sh -eux /recipe/build.sh"
"""What a user types to see the build go wrong."""


def request_of(step: Step, objects: Mapping[str, Object], store: Store, jobs: int) -> BuildRequest:
    """Return the request of `step`, whose inputs are realized: step name → object."""
    if step.kind != "build":
        raise BuildError(f"`{step.name}` is not built in a sandbox: it is of the kind `{step.kind}`")
    inputs = {mount: os.fspath(store.object_path(objects[name])) for mount, name in step.inputs}
    trees = {
        mount: os.fspath(store.object_path(store.add(Path(tree.path), tree.name, tree.digest)))
        for mount, tree in step.trees
    }
    return build_request(step, inputs, trees, jobs)


def has_left(step: str, store: Store) -> bool:
    """Say whether a failed build of the step left something to look at."""
    return (store.path / FAILED / step).is_dir()


def open_shell(
    request: BuildRequest, store: Store, bubblewrap: tuple[str, ...], *, fresh: bool = False, terminal: str = ""
) -> int:
    """Run a shell in the sandbox of `request` on our own terminal and return its status.

    It starts in the `/build` and `/out` that a failed build left, and changes them; `fresh` removes those before. If
    there are none, all that is written is gone afterwards. `terminal` is what `TERM` says; without one, commands are
    read from standard input.
    """
    kept = store.path / FAILED / request.step
    if fresh:
        forget_failure(request.step, store)
    with ExitStack() as stack:
        if kept.is_dir():
            workspace = os.fspath(kept)
            stack.callback(_unstage, workspace)
        else:
            workspace = os.fspath(stack.enter_context(store.workspace(f"shell-{request.step}")))
        staged = stage(request, workspace, Shapes())
        return _converse(request, sandbox.arguments(staged, has_terminal=bool(terminal)), bubblewrap, terminal)


def _unstage(workspace: str) -> None:
    for folder in ("view", "settings"):
        remove_tree(f"{workspace}/{folder}")


def _converse(request: BuildRequest, options: tuple[str, ...], bubblewrap: tuple[str, ...], terminal: str) -> int:
    request = replace(request, argv=("/bin/sh", "-i") if terminal else ("/bin/sh",))
    read, write = os.pipe()
    # The arguments are few; a pipe holds them until bubblewrap reads.
    os.write(write, "".join(f"{option}\0" for option in options).encode())
    os.close(write)
    try:
        argv = sandbox.command(bubblewrap, request.argv)
        return process.converse(argv, _environment(request, terminal), passed={sandbox.ARGUMENTS_FD: read})
    finally:
        os.close(read)


def _environment(request: BuildRequest, terminal: str) -> Mapping[str, str]:
    """Return the environment of the build, and what an interactive shell needs besides."""
    own = dict(request.environment)
    return {**own, "PS1": f"{request.step} $ ", "TERM": terminal} if terminal else own
