"""A realize asks caches before it builds: from the top, by plan keys, then by action keys; a bad cache costs a word."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import pinned
from cache_server import Handler, Server, serving
from cache_worlds import Heard
from conftest import FRONT, Guestpipe
from guestpipe.digest import Digest
from guestpipe.report import CacheTrouble
from guestpipe.store.store import Store
from guestpipe.substitute import misses, web
from guestpipe.substitute import pull as pulling
from guestpipe.substitute.ask import opened
from guestpipe.substitute.choice import Caches
from guestpipe.substitute.misses import Misses
from guestpipe.substitute.signing import SecretKey, generate
from store_worlds import damage
from worlds import write_tiny


class World:
    """A tiny guest that one user has realized and pushed; another has the same guest, and nothing else."""

    def __init__(self, folder: Path, guestpipe: Guestpipe, first: First) -> None:
        self.folder, self._call, self.key, self.image = folder, guestpipe, first.key, first.image
        shutil.copytree(first.folder / "project", folder / "project", ignore=lambda *_: ["result"])
        shutil.copytree(first.folder / "served", folder / "served")
        self.guest, self.cache, self.first = folder / "project/guest.toml", folder / "served", first.folder

    def call(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        homes = {name: str(self.folder / name.lower()) for name in ("XDG_CONFIG_HOME", "HOME")}
        return self._call(*arguments, **homes)

    def realize(
        self, *more: str | Path, cache: str | Path | None = None, trusted: bool = True, store: str = "b"
    ) -> subprocess.CompletedProcess[str]:
        argv = ["realize", self.guest, "--store", self.folder / store, "--substituter", cache or self.cache, *more]
        return self.call(*argv, *(["--trusted-key", str(self.key.public)] if trusted else []))

    def configure(self, text: str) -> None:
        folder = self.folder / "xdg_config_home/guestpipe"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").write_text(text)

    def events(self, done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def names(self, store: str = "b") -> set[str]:
        return {path.name[33:] for path in (self.folder / store / "objects").iterdir() if path.name[0] != "."}


@dataclass(frozen=True)
class First:
    """What the one user has."""

    folder: Path
    key: SecretKey
    image: str


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    folder = tmp_path_factory.mktemp("first")
    key = generate("lab-1")
    (folder / "secret").write_text(key.text())
    guest, store = write_tiny(folder / "project"), folder / "a"
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    cache = {"XDG_CACHE_HOME": str(pinned.CACHE.parent)}
    realize = [*FRONT, "realize", str(guest), "--store", str(store)]
    push = [*FRONT, "cache", "push", str(folder / "served"), "--guest", str(guest), "--store", str(store), "--tools"]
    for argv in (realize, [*push, "--key", str(folder / "secret")]):
        subprocess.run(argv, env=environment | cache, check=True, capture_output=True)
    return First(folder, key, (guest.parent / "result").readlink().name)


@pytest.fixture
def world(tmp_path: Path, guestpipe: Guestpipe, first: First) -> World:
    return World(tmp_path, guestpipe, first)


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    with serving(world.cache) as running:
        yield running


def built(events: list[dict[str, Any]]) -> set[str]:
    return {event["step"] for event in events if event["event"] == "step-finished" and event["how"] == "built"}


def pulled(events: list[dict[str, Any]]) -> set[str]:
    return {event["object"][33:] for event in events if event["event"] == "object-transferred"}


def test_the_top_is_pulled_and_nothing_beneath_it(world: World) -> None:
    events = world.events(world.realize("--json"))
    assert pulled(events) == {"sample"}
    assert built(events) == set()
    assert not any(event["event"] == "run-started" for event in events)
    assert {name for name in world.names() if "busybox" in name or "kernel" in name} == {"kernel-geekos.recipe"}
    again = world.call("realize", world.guest, "--store", world.folder / "b")
    assert again.stdout.rpartition("/")[2] == world.image + "\n"


def asked(world: World, verb: str, *more: str | Path) -> str:
    argv = (verb, *more, world.guest, "--store", world.folder / "b", "--substituter", world.cache)
    done = world.call(*argv, "--trusted-key", str(world.key.public))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_a_cache_has_is_in_the_plan_with_the_bytes_that_would_come(world: World) -> None:
    told = {step["name"]: step for step in json.loads(asked(world, "plan", "--json"))["steps"]}
    info = (world.cache / f"{world.image[:32]}.narinfo").read_text().splitlines()
    size = next(int(line.split()[1]) for line in info if line.startswith("FileSize"))
    sample = told.pop("sample")
    assert (sample["state"], sample["file_bytes"]) == ("substitute", size)
    assert sample["substituter"] == f"file://{world.cache}"
    assert {step["state"] for step in told.values()} == {"unneeded"}
    assert f"1 from a substituter ({size} B); {len(told)} not needed" in asked(world, "plan")
    assert asked(world, "realize", "--dry-run") == f"1 from caches ({size / 1e6:.1f} MB), 0 to build\n"
    # Looking brings nothing.
    assert world.names() & {"sample", "link", "kernel-geekos"} == set()


def test_of_an_edited_guest_the_plan_tells_what_is_built_and_what_comes(world: World) -> None:
    (world.guest.parent / "recipes/link/build.sh").open("a").write('echo more > "$out/more"\n')
    told = {step["name"]: step["state"] for step in json.loads(asked(world, "plan", "--json"))["steps"]}
    assert {name for name, state in told.items() if state == "build"} == {"link", "image-elf", "sample"}
    coming = {name for name, state in told.items() if state == "substitute"}
    events = world.events(world.realize("--json"))
    assert pulled(events) - {"sandbox-bubblewrap"} == coming
    assert built(events) == {"link", "image-elf", "sample"}


def test_why_tells_who_has_a_step_and_whose_word_that_is(world: World) -> None:
    said = asked(world, "why", "sample")
    assert f"it would not be built: file://{world.cache} has its object" in said
    assert "signed by lab-1" in said
    assert f"  {world.image}" in said
    alone = world.call("why", "sample", world.guest, "--store", world.folder / "b", "--no-substituters")
    assert "it would be built" in alone.stdout


def test_all_that_a_cache_has_of_a_guest_can_be_pulled_to_go_on_without_it(world: World) -> None:
    argv = ("cache", "pull", world.cache, "--guest", world.guest, "--store", world.folder / "b", "--tools")
    done = world.call(*argv, "--trusted-key", str(world.key.public))
    assert done.returncode == 0, done.stderr
    shutil.rmtree(world.cache)
    (world.guest.parent / "recipes/link/build.sh").open("a").write('echo more > "$out/more"\n')
    realized = world.call("realize", world.guest, "--store", world.folder / "b", "--offline")
    assert realized.returncode == 0, realized.stderr


def test_a_damaged_object_is_mended_from_a_cache(world: World) -> None:
    world.configure(f'substituters = ["{world.cache}"]\ntrusted-keys = ["{world.key.public}"]\n')
    world.realize()
    damage(world.folder / "b/objects" / world.image / "guest")
    mended = world.call("store", "repair", "--store", world.folder / "b", "--guest", world.guest)
    assert mended.returncode == 0, mended.stdout
    assert "repaired 1 of 1" in mended.stdout
    assert "pulled sample from" in mended.stderr
    assert "built" not in mended.stderr


def test_an_edited_step_is_built_and_what_it_needs_is_pulled(world: World) -> None:
    (world.guest.parent / "recipes/link/build.sh").open("a").write('echo more > "$out/more"\n')
    events = world.events(world.realize("--json"))
    assert built(events) == {"link", "image-elf", "sample"}
    assert {"kernel-geekos", "libc-newlib", "program-c", "busybox"} <= pulled(events)
    assert not any(event["event"] == "fetch-progress" for event in events)


def test_what_was_built_of_the_same_inputs_is_pulled_by_its_action_key(world: World) -> None:
    # It is another step, but what it gives is what it gave: those above it are as the cache knows them.
    (world.guest.parent / "recipes/kernel-geekos/build.sh").open("a").write("# a comment\n")
    done = world.realize("--json")
    events = world.events(done)
    assert built(events) == {"kernel-geekos"}
    how = {event["step"]: event["how"] for event in events if event["event"] == "step-finished"}
    assert how["sample"] == how["link"] == "substituted"
    assert events[-1]["substituted"] >= 3


def test_an_unsigned_realisation_is_refused_and_the_message_says_what_to_do(world: World) -> None:
    for file in (world.cache / "guestpipe").rglob("*"):
        if file.is_file():
            content = {**json.loads(file.read_bytes()), "signatures": []}
            file.write_text(json.dumps(content))
    refused = world.realize("--json")
    events = world.events(refused)
    (trouble,) = [event for event in events if event["event"] == "cache-trouble"]
    assert trouble["error"]["what"] == "its realisations are not signed, and not used"
    assert "--accept-unsigned" in trouble["error"]["hint"]
    assert "sample" in built(events)
    accepted = world.events(world.realize("--json", "--accept-unsigned", store="c"))
    assert pulled(accepted) == {"sample"}
    assert built(accepted) == set()


def test_a_signature_of_somebody_else_is_refused_by_name(world: World) -> None:
    done = world.realize(trusted=False)
    assert done.returncode == 0
    assert "signed by `lab-1`, whom you do not trust, and not used" in done.stderr
    assert "built sample" in done.stderr


def test_a_realisation_changed_after_it_was_signed_is_refused(world: World) -> None:
    for file in (world.cache / "guestpipe").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b'"cpu_ms":', b'"cpu_ms":1'))
    done = world.realize()
    assert "whom you do not trust, and not used" in done.stderr
    assert "built sample" in done.stderr


def test_a_realisation_replayed_under_another_key_is_refused_and_built(world: World) -> None:
    plans = sorted((world.cache / "guestpipe/plan").iterdir())
    contents = [plan.read_bytes() for plan in plans]
    for plan, content in zip(plans, [*contents[1:], contents[0]], strict=True):
        plan.write_bytes(content)
    shutil.rmtree(world.cache / "guestpipe/action")
    done = world.realize()
    assert "the realisation is that of another key" in done.stderr
    assert "built sample" in done.stderr


def test_an_archive_that_lies_is_refused_and_the_guest_is_built(world: World) -> None:
    for archive in (world.cache / "nar").iterdir():
        archive.write_bytes(archive.read_bytes()[:-10])
    done = world.realize()
    assert done.returncode == 0, done.stderr
    assert "the archive is cut" in done.stderr
    assert "built sample" in done.stderr
    assert done.stdout.rpartition("/")[2] == world.image + "\n"
    assert world.call("store", "verify", "--contents", "--store", world.folder / "b").returncode == 0


def test_what_one_cache_lies_about_is_taken_from_the_next(world: World) -> None:
    good = world.folder / "good"
    shutil.copytree(world.cache, good)
    for archive in (world.cache / "nar").iterdir():
        archive.write_bytes(b"")
    events = world.events(world.realize("--json", "--substituter", good))
    assert pulled(events) == {"sample"}
    assert built(events) == set()


def test_a_dead_cache_costs_a_word_and_is_left_alone_by_the_next_run(world: World, server: Server) -> None:
    server.fault = lambda handler: handler.answer(503, b"")
    world.configure(f'substituters = ["{server.url}"]\ntrusted-keys = ["{world.key.public}"]\n')
    done = world.call("realize", world.guest, "--store", world.folder / "b")
    assert done.returncode == 0, done.stderr
    assert "503" in done.stderr
    assert "it is not asked any more" in done.stderr
    assert "built sample" in done.stderr
    asked = len(server.asked)
    assert asked <= 3 * 16
    second = world.call("realize", world.guest, "--store", world.folder / "c")
    assert "is left alone until" in second.stderr
    assert len(server.asked) == asked
    # Who names it asks it.
    server.fault = lambda _: False
    third = world.events(world.realize("--json", cache=server.url, store="d"))
    assert pulled(third) == {"sample"}


def test_what_a_cache_has_not_is_not_asked_again_for_a_while(world: World, server: Server, tmp_path: Path) -> None:
    shutil.rmtree(world.cache / "guestpipe")
    world.configure(f'substituters = ["{server.url}"]\n')
    world.call("realize", world.guest, "--store", world.folder / "b")
    asked = len(server.asked)
    assert asked > 3
    world.call("realize", world.guest, "--store", world.folder / "c")
    assert len(server.asked) == asked


def test_the_configuration_names_caches_and_keys_and_a_run_can_do_without(world: World) -> None:
    world.configure(
        f'substituters = ["{world.cache}"]\ntrusted-keys = ["{world.key.public}"]\n[push]\ncache = "{world.cache}"\n'
    )
    without = world.call("realize", world.guest, "--store", world.folder / "c", "--no-substituters", "--json")
    assert pulled(world.events(without)) == set()
    with_it = world.call("realize", world.guest, "--store", world.folder / "b", "--json")
    assert pulled(world.events(with_it)) == {"sample"}
    world.configure('substituter = ["x"]\n')
    wrong = world.call("realize", world.guest, "--store", world.folder / "d")
    assert wrong.returncode == 65
    assert "did you mean `substituters`?" in wrong.stderr


def test_who_is_offline_asks_folders_only(world: World, server: Server) -> None:
    offline = world.realize("--offline", cache=server.url)
    assert offline.returncode == 75
    assert server.asked == []
    assert world.realize("--offline").returncode == 0


def test_a_step_to_be_rebuilt_is_not_taken_from_a_cache(world: World) -> None:
    events = world.events(world.realize("--json", "--rebuild", "sample"))
    assert "sample" in built(events)


def test_a_cache_that_says_nothing_or_stops_is_given_up_and_not_asked_again(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "READ_S", 0.2)
    monkeypatch.delenv("http_proxy", raising=False)

    where = ""

    def hangs(handler: Handler) -> bool:
        if where not in handler.path:
            return False
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.flush()
        handler.rfile.read(1)
        handler.close_connection = True
        return True

    keys = [Digest(path.name) for path in (world.cache / "guestpipe/plan").iterdir()]
    for part in ("/guestpipe/", ".narinfo", "/nar/"):
        where = part
        server.fault, heard = hangs, Heard()
        choice = Caches(addresses=(server.url,), named=frozenset([server.url]), trusted_keys=(str(world.key.public),))
        with Store.open(world.folder / "b") as store:
            others = opened(store, choice, world.folder / "memory", {}, heard)
            assert others.by_plan_keys(keys) == {}
            asked = len(server.asked)
            assert others.by_plan_keys(keys) == {}
            assert len(server.asked) == asked
            others.close()
        troubles = [event for event in heard.events if isinstance(event, CacheTrouble)]
        assert len(troubles) == 1
        assert troubles[0].error.what.endswith("it is not asked any more")


def test_an_archive_that_trickles_is_given_up(
    world: World, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "_PATIENCE_S", 0.2)
    monkeypatch.delenv("http_proxy", raising=False)

    def trickles(handler: Handler) -> bool:
        if "/nar/" not in handler.path:
            return False
        content = handler.file.read_bytes()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        until = time.monotonic() + 0.3
        for number, byte in enumerate(content):
            handler.wfile.write(bytes([byte]))
            # The first bytes take their time, the rest is never asked for.
            while number == 0 and time.monotonic() < until:
                os.sched_yield()
        return True

    heard, server.fault = Heard(), trickles
    keys = [Digest(path.name) for path in (world.cache / "guestpipe/plan").iterdir()]
    choice = Caches(addresses=(server.url,), named=frozenset([server.url]), trusted_keys=(str(world.key.public),))
    with Store.open(world.folder / "b") as store:
        assert opened(store, choice, world.folder / "memory", {}, heard).by_plan_keys(keys[:1]) == {}
        assert store.records.entries() == []
    (trouble,) = [event for event in heard.events if isinstance(event, CacheTrouble)]
    assert "bytes came in" in trouble.error.what


def test_without_caches_nothing_of_them_is_imported(world: World) -> None:
    done = world.call("realize", world.guest, "--store", world.folder / "b")
    assert done.returncode == 0, done.stderr
    (world.guest.parent / "main.c").write_text("int main(void) { return 1; }\n")
    environment = {**os.environ, "HOME": str(world.folder), "XDG_CACHE_HOME": str(pinned.CACHE.parent)}
    command = [
        FRONT[0],
        "-X",
        "importtime",
        *FRONT[1:],
        "realize",
        str(world.guest),
        "--store",
        str(world.folder / "b"),
    ]
    traced = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    lines = [line for line in traced.stderr.splitlines() if line.startswith("import time:")]
    modules = {line.rpartition("|")[2].strip() for line in lines}
    assert "guestpipe.flow" in modules
    assert not {name for name in modules if name.split(".")[0] in ("cryptography", "urllib3", "obstore", "zstandard")}
    assert {name for name in modules if name.startswith("guestpipe.substitute.")} == {"guestpipe.substitute.choice"}


def test_objects_pulled_are_recorded_as_built_by_who_built_them(world: World) -> None:
    world.realize()
    with Store.open(world.first / "a") as a, Store.open(world.folder / "b") as b:
        (obj,) = [entry.object for entry in b.records.entries() if entry.object.name == "sample"]
        (key,) = b.records.plan_keys(obj.base_name)
        ours, theirs = a.realisation(key), b.realisation(key)
        assert ours is not None
        assert theirs is not None
        assert (theirs.object, theirs.action_key, theirs.builder) == (ours.object, ours.action_key, ours.builder)


def test_what_was_asked_in_vain_is_remembered_for_a_while(tmp_path: Path) -> None:
    now = [1000.0]
    first = Misses.of(tmp_path, "http://x", now=lambda: now[0])
    first.miss("a")
    first.failed()
    first.save()
    second = Misses.of(tmp_path, "http://x", now=lambda: now[0])
    assert second.is_missing("a")
    assert not second.is_missing("b")
    assert second.is_silent()
    assert not Misses.of(tmp_path, "http://y", now=lambda: now[0]).is_silent()
    assert not Misses.of(tmp_path, "http://x", fresh=True, now=lambda: now[0]).is_silent()
    second.failed()
    assert second.silent_until - now[0] == 2 * misses.PAUSE_S
    now[0] += misses.MISS_S + 1
    assert not second.is_missing("a")
    assert not second.is_silent()
    second.answered()
    second.failed()
    assert second.silent_until - now[0] == misses.PAUSE_S


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"missing": 1, "silent_until": 0, "pause_s": 0}', "\0"])
def test_a_memory_that_cannot_be_read_is_forgotten(tmp_path: Path, content: str) -> None:
    Misses.of(tmp_path, "http://x").failed()
    file = Misses.of(tmp_path, "http://x").file
    file.write_text(content)
    assert not Misses.of(tmp_path, "http://x").is_silent()
