"""Are the lock files those of pyproject.toml? Told from the files alone, without asking any index.

The resolver notes under each pinned library who wants it. So a lock is current if what it says that we want
is what pyproject.toml says, and each version it pins is one that pyproject.toml allows. `make lint` asks.
"""

import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT = Path(__file__).parents[2]
# Which dependency groups each lock holds beside the dependencies of the product itself.
LOCKS = {
    "requirements.lock": ("build",),
    "requirements-dev.lock": ("dev",),
    "requirements-bench.lock": ("bench",),
    "requirements-fuzz.lock": ("fuzz",),
}


@dataclass(frozen=True)
class Pin:
    """One library at one version: what a lock says about it."""

    requirement: Requirement
    hashes: list[str] = field(default_factory=list)
    wanted_by: list[str] = field(default_factory=list)

    @property
    def name(self) -> NormalizedName:
        """The library's name in the one spelling that compares."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The version, if there is exactly one."""
        (specifier,) = self.requirement.specifier
        return specifier.version if specifier.operator == "==" else ""


def read_lock(text: str) -> list[Pin]:
    """Return the pins of a lock, one for each library or, where platforms differ, for each version of it."""
    pins: list[Pin] = []
    for line in text.splitlines():
        entry = line.strip().removesuffix("\\").strip()
        if entry.startswith("--hash="):
            pins[-1].hashes.append(entry.removeprefix("--hash="))
        elif entry.startswith("#"):
            if wanted_by := entry.removeprefix("#").strip().removeprefix("via").strip():
                pins[-1].wanted_by.append(wanted_by)
        elif entry:
            pins.append(Pin(Requirement(entry)))
    return pins


def wanted(pyproject: dict[str, Any], groups: tuple[str, ...]) -> list[Requirement]:
    """Return what the product and the named dependency groups ask for, groups within groups included."""
    requirements = [Requirement(text) for text in pyproject["project"]["dependencies"]]
    waiting = list(groups)
    while waiting:
        for entry in pyproject["dependency-groups"][waiting.pop()]:
            if isinstance(entry, str):
                requirements.append(Requirement(entry))
            else:
                waiting.append(entry["include-group"])
    return requirements


def complaints(pyproject: dict[str, Any], groups: tuple[str, ...], pins: list[Pin]) -> list[str]:
    """Return in what a lock is not current, one clause each."""
    requirements = {canonicalize_name(requirement.name): requirement for requirement in wanted(pyproject, groups)}
    ours = re.compile(rf"{re.escape(pyproject['project']['name'])} \(pyproject\.toml")
    locked = {pin.name for pin in pins if any(ours.match(who) for who in pin.wanted_by)}
    return [
        *(f"lacks {name}" for name in sorted(requirements.keys() - locked)),
        *(f"still holds {name}, which nobody asks for any more" for name in sorted(locked - requirements.keys())),
        *(
            f"pins {pin.name} {pin.version}, where {requirements[pin.name]} is asked for"
            for pin in pins
            if pin.name in requirements and not requirements[pin.name].specifier.contains(pin.version)
        ),
    ]


def main() -> int:
    """Check every lock; return the exit code."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = [
        f"{name} {complaint}; run: make lock"
        for name, groups in LOCKS.items()
        for complaint in complaints(pyproject, groups, read_lock((ROOT / name).read_text(encoding="utf-8")))
    ]
    sys.stdout.write("\n".join(found or [f"{' and '.join(LOCKS)} are current"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
