"""`guestpipe store`: what people and machines read, and the exit codes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from guestpipe.cli.main import main
from guestpipe.cli.store_words import size_bytes
from guestpipe.store.objects import Object
from guestpipe.store.store import Store
from store_worlds import build, damage, key


class World:
    """A store with an image that a link keeps, and a tool that nothing keeps."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = place / "store"
        self._capsys = capsys
        with Store.open(self.path) as store:
            self.image = build(store, 1, {"guest.elf": (b"elf" * 100,)}, "image", log=b"linked\n")
            store.link(place / "result", self.image)
        with Store.open(self.path, now=lambda: 0.0) as store:
            self.tool = build(store, 2, {"bin": {"tool": (b"tool" * 1000,)}}, "tool")

    def object_path(self, obj: Object) -> Path:
        return self.path / "objects" / obj.base_name

    def run(self, *argv: str) -> tuple[int, str, str]:
        code = main(["store", argv[0], "--store", str(self.path), *argv[1:]])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def json(self, *argv: str, code: int = 0) -> Any:
        got, out, _ = self.run(*argv, "--json")
        assert got == code
        return json.loads(out)


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    return World(tmp_path, capsys)


def test_ls_lists_objects_and_marks_what_roots_keep(world: World) -> None:
    code, out, _ = world.run("ls")
    assert code == 0
    lines = {line.split()[-1]: line for line in out.splitlines()}
    assert "root" in lines[world.image.base_name]
    assert "root" not in lines[world.tool.base_name]
    listed = {item["base_name"]: item for item in world.json("ls")}
    assert listed[world.image.base_name]["is_rooted"]
    assert listed[world.tool.base_name]["digest"] == world.tool.digest


def test_info_says_what_the_store_holds(world: World) -> None:
    _, out, _ = world.run("info")
    assert "objects       3" in out
    assert "link ../result: 1 objects" in out
    assert world.json("info")["realisations"] == 2


def test_info_says_where_an_object_comes_from_and_what_keeps_it(world: World) -> None:
    for name in (world.image.base_name, world.image.base_name[:10], str(world.object_path(world.image))):
        code, out, _ = world.run("info", name)
        assert code == 0
        assert f"plan key    {key(1)}" in out
        assert "kept by     link ../result" in out
        assert "image.log" in out
    assert world.json("info", world.tool.base_name)["roots"] == []


def test_info_of_what_is_not_there_says_so(world: World) -> None:
    code, _, err = world.run("info", "zzz")
    assert code == 64
    assert "`zzz` names no object of the store" in err


def test_verify_is_silent_about_a_sound_store_and_exits_74_over_a_damaged_one(world: World) -> None:
    assert world.run("verify", "--contents")[:2] == (0, "verified every byte of 3 objects: nothing wrong\n")
    damage(world.object_path(world.tool) / "bin/tool")
    assert world.run("verify")[0] == 0
    code, out, err = world.run("verify", "--contents")
    assert code == 74
    assert f"damaged: {world.tool.base_name}" in out
    assert f"expected sha256 {world.tool.digest}" in out
    assert "found    sha256 " in out
    assert "repair" in err
    (finding,) = world.json("verify", "--contents", code=74)["findings"]
    assert finding["expected"] == world.tool.digest
    assert finding["found"] != world.tool.digest


def test_repair_sets_damage_aside_and_leaves_a_sound_store(world: World) -> None:
    damage(world.object_path(world.tool) / "bin/tool")
    code, out, _ = world.run("repair")
    assert code == 0
    assert f"moved to {world.path}/damaged/{world.tool.base_name}~1" in out
    assert "forgotten: it is built again when it is next asked for" in out
    assert world.run("verify", "--contents")[0] == 0
    assert world.run("repair")[:2] == (0, "nothing is damaged\n")
    assert world.json("info")["damaged"] == [f"{world.tool.base_name}~1"]


def test_gc_removes_what_nothing_keeps_and_a_dry_run_only_says_so(world: World) -> None:
    code, out, _ = world.run("gc", "--dry-run")
    assert code == 0
    assert f"{world.tool.base_name}\n" in out
    assert "would remove 1 objects" in out
    assert world.object_path(world.tool).exists()
    assert "removed 1 objects" in world.run("gc")[1]
    assert not world.object_path(world.tool).exists()
    assert world.object_path(world.image).exists()
    assert world.json("gc")["objects"] == []


def test_gc_keeps_what_is_newer_and_stops_at_a_size(world: World) -> None:
    assert world.json("gc", "--keep-newer", "100000w")["objects"] == []
    assert world.json("gc", "--max-size", "1Gi")["objects"] == []
    assert world.json("gc", "--max-size", "0")["objects"] == [world.tool.base_name]


@pytest.mark.parametrize(("text", "size"), [("12", 12), ("20K", 20_000), ("20Ki", 20 << 10), ("3Ti", 3 << 40)])
def test_sizes_are_written_as_in_guest_toml(text: str, size: int) -> None:
    assert size_bytes(text) == size


@pytest.mark.parametrize(
    ("option", "value"), [("--keep-newer", "soon"), ("--grace", "3"), ("--max-size", "big"), ("--max-size", "5i")]
)
def test_gc_refuses_what_is_no_time_or_size(world: World, option: str, value: str) -> None:
    code, _, err = world.run("gc", option, value)
    assert code == 64
    assert f"`{value}` is not a" in err


def test_du_adds_up(world: World) -> None:
    _, out, _ = world.run("du")
    assert world.tool.base_name in out
    assert "saved by sharing files" in out
    measured = world.json("du")
    assert measured["disk_bytes"] == sum(item["disk_bytes"] for item in measured["objects"])


@pytest.mark.parametrize("where", ["option", "environment", "guest", "beside"])
def test_the_store_is_found_by_option_environment_guest_and_place(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "guest.toml").write_text('[store]\npath = "../by-guest"\n' if where == "guest" else 'name = "x"\n')
    place = {
        "option": tmp_path / "by-option",
        "environment": tmp_path / "by-environment",
        "guest": tmp_path / "by-guest",
        "beside": project / "store",
    }[where]
    Store.open(place).close()
    monkeypatch.delenv("GUESTPIPE_STORE", raising=False)
    if where == "environment":
        monkeypatch.setenv("GUESTPIPE_STORE", str(place))
    option = ["--store", str(place)] if where == "option" else []
    assert main(["store", "info", "--guest", str(project / "guest.toml"), *option]) == 0
    assert f"store         {place}\n" in capsys.readouterr().out


def test_a_store_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "ls", "--store", str(tmp_path / "absent")]) == 74
    assert "there is no store at" in capsys.readouterr().err
    assert os.listdir(tmp_path) == []
