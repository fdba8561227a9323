"""Keys: honest, stable to the byte, and only of what can influence a build."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldens import assert_golden
from guestpipe.digest import Digest, canonical_json, nix_base32, object_base_name, sha256_hex
from guestpipe.parse import read_guest
from guestpipe.plan.keys import action_key, encode, plan_key
from guestpipe.plan.make import make_plan
from guestpipe.plan.settings import settings
from guestpipe.plan.step import Fixed, Plan, Step, Tree
from guestpipe.planning import read_locks
from guestpipe.resolve.catalogue import read
from guestpipe.resolve.resolution import resolve
from worlds import GUEST, LOCK, write_guest, write_recipes

STEP = Step(
    name="libc-newlib",
    kind="build",
    recipe="libc-newlib",
    argv=("/bin/sh", "-eu", "/recipe/build.sh"),
    environment=(("tier", "minimal"),),
    settings=(("name", "grüße"),),
    inputs=(("source/newlib", "newlib.tar"), ("tools", "toolchain")),
    trees=(("recipe", Tree("libc-newlib.recipe", Digest("1" * 64), "/somewhere")),),
    limit_s=60,
)
INPUTS = {"newlib.tar": Digest("2" * 64), "toolchain": Digest("3" * 64)}


def plan(tmp_path: Path, text: str = GUEST, **trees: str) -> Plan:
    """Return the plan of a guest over the sample recipes; `trees` sets the content of a recipe's folder."""
    catalogue = read([write_recipes(tmp_path / "recipes")])
    guest = read_guest(write_guest(tmp_path / "guest", text))
    (tmp_path / "guestpipe.lock").write_text(LOCK)
    found = resolve(guest, catalogue)
    by_mount = {
        (bound.entry.name, "recipe"): Tree("r", sha256_hex(trees.get(bound.entry.name, "").encode()), "/r")
        for bound in found.bound
        if bound.entry.recipe.kind == "build"
    }
    return make_plan(found, read_locks([tmp_path / "guestpipe.lock"]), by_mount, settings(guest, ["main.c"]))


def changed(old: Plan, new: Plan) -> set[str]:
    return {name for name in {*old.keys, *new.keys} if old.keys.get(name) != new.keys.get(name)}


def test_the_encoding_of_a_step_is_what_the_format_says_to_the_byte() -> None:
    text = "\n".join([encode(STEP, "plan", INPUTS).decode(), plan_key(STEP, INPUTS), action_key(STEP, INPUTS), ""])
    assert_golden("step.txt", text)


def test_the_keys_of_a_guest_stay_what_they_were(tmp_path: Path) -> None:
    made = plan(tmp_path)
    assert_golden("keys.txt", "".join(f"{made.keys[step.name]} {step.name}\n" for step in made.steps))


def test_every_field_that_can_change_an_output_changes_the_key() -> None:
    other = {
        "name": "x",
        "kind": "tools",
        "recipe": "x",
        "argv": ("x",),
        "environment": (),
        "settings": (),
        "inputs": (("tools", "toolchain"),),
        "trees": (("recipe", Tree("libc-newlib.recipe", Digest("4" * 64), "/somewhere")),),
        "fixed": Fixed(Digest("5" * 64), 1, "deb:x"),
        "links": (("a", "b"),),
    }
    assert {field.name for field in fields(Step)} == {*other, "limit_s"}
    keys = {plan_key(replace(STEP, **{name: value}), INPUTS) for name, value in other.items()}  # type: ignore[arg-type]
    assert len(keys) == len(other)
    assert plan_key(STEP, INPUTS) not in keys


def test_places_and_limits_are_not_in_a_key() -> None:
    moved = replace(STEP, trees=(("recipe", Tree("libc-newlib.recipe", Digest("1" * 64), "/elsewhere")),), limit_s=1)
    assert plan_key(moved, INPUTS) == plan_key(STEP, INPUTS)


def test_a_plan_key_is_never_an_action_key() -> None:
    assert plan_key(STEP, INPUTS) != action_key(STEP, INPUTS)


def test_changing_a_recipe_changes_the_keys_above_it_and_no_other(tmp_path: Path) -> None:
    old, new = plan(tmp_path), plan(tmp_path, **{"kernel-geekos": "edited"})
    assert changed(old, new) == {"kernel-geekos", "link", "image-elf", "sample"}


def test_changing_the_command_line_changes_the_link_and_no_compilation(tmp_path: Path) -> None:
    old, new = plan(tmp_path), plan(tmp_path, GUEST + 'cmd = ["other"]\n')
    assert changed(old, new) == {"link", "image-elf", "sample"}


def test_changing_the_machine_changes_no_key_of_recipes_that_do_not_read_it(tmp_path: Path) -> None:
    assert changed(plan(tmp_path), plan(tmp_path, GUEST + '[target]\nmachine = "q35"\nmemory = "1Gi"\n')) == set()


def test_a_package_is_known_by_its_digest_and_its_name_is_fit_for_a_store(tmp_path: Path) -> None:
    step = next(step for step in plan(tmp_path).steps if step.name.startswith("qemu"))
    assert step.name == "qemu_1-7.2_amd64"
    assert step.fixed == Fixed(Digest("b" * 64), 2, "deb:qemu=1:7.2:amd64")


@pytest.mark.parametrize(
    ("value", "text"),
    [({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'), ("é\n", '"é\\n"'.encode()), ((), b"[]")],
)
def test_canonical_json_has_one_form(value: object, text: bytes) -> None:
    assert canonical_json(value) == text


def test_canonical_json_has_no_floating_nonsense() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json(float("nan"))


@given(st.binary(min_size=1, max_size=64))
def test_nix_base_32_is_injective_and_has_its_length(raw: bytes) -> None:
    text = nix_base32(raw)
    assert len(text) == (len(raw) * 8 - 1) // 5 + 1
    number = 0
    for character in text:
        number = number * 32 + "0123456789abcdfghijklmnpqrsvwxyz".index(character)
    assert number.to_bytes(len(raw) + 1, "little")[: len(raw)] == raw


def test_a_base_name_is_32_characters_and_the_name() -> None:
    digest32, _, name = object_base_name(Digest("0" * 64), "hello-c").partition("-")
    assert (len(digest32), name) == (32, "hello-c")
