"""The built wheel works by itself: installed elsewhere it makes a ledger, reads a document and answers."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted((ROOT / "seeds" / "documents").glob("*.md"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout without a network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("*.whl")
    return found


@dataclass(frozen=True)
class Installation:
    """An environment that holds the wheel, and a folder to work in that is no checkout."""

    programs: Path
    folder: Path

    def run(self, program: str, *arguments: str | Path) -> str:
        """Run one of its programs on a ledger of its own; return what it prints."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        result = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            env=kept | {"DEAL_LEDGER_DATABASE_URL": f"sqlite:///{self.folder / 'ledger.sqlite'}"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"{program} {arguments}:\n{result.stdout}\n{result.stderr}"
        return result.stdout


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A fresh environment with the wheel in it, which sees the libraries of this one."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home / "venv", with_pip=False, symlinks=True)
    programs = home / "venv" / "bin"
    paths = {"base": str(home / "venv"), "platbase": str(home / "venv")}
    site_packages = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    # The libraries are there already, so nothing has to be fetched. A line in a .pth file adds one folder;
    # the .pth files in it are not read, so this checkout, to which one of them leads, stays out of sight.
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site_packages / "libraries.pth").write_text("\n".join(sorted(libraries)) + "\n")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-index", "--no-deps", "--ignore-installed", str(wheel)]
    installed = subprocess.run(install, capture_output=True, text=True, check=False)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    folder = home / "work"
    folder.mkdir()
    return Installation(programs, folder)


def test_wheel_holds_migrations_and_seeds(wheel: Path) -> None:
    """All that `init` needs travels inside the package, and nothing lands beside it."""
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("migrations", "seeds"):
        expected = {
            f"ledger/_bundle/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert expected <= set(names)
    assert {name.partition("/")[0] for name in names} == {
        "ledger",
        f"{wheel.name.rpartition('-py3')[0]}.dist-info",
    }
    assert not [name for name in names if name.endswith((".pyc", ".sqlite"))]


def test_installed_package_is_not_the_checkout(installation: Installation) -> None:
    """The environment imports the package that was installed into it, from its own folder."""
    shown = installation.run("python", "-c", "import ledger; print(ledger.__file__)").strip()
    assert Path(shown).is_relative_to(installation.programs.parent)


def test_installed_command_makes_a_ledger_and_answers(installation: Installation) -> None:
    """`init`, `ingest` and `state` work in a folder that has never seen the checkout."""
    document = next(path for path in DOCUMENTS if "scale-ai" in path.name)
    copied = installation.folder / document.name
    copied.write_bytes(document.read_bytes())
    installation.run("deal-ledger", "init")
    installation.run("deal-ledger", "ingest", copied)
    state = json.loads(installation.run("deal-ledger", "state", "scale-ai", "--json"))
    assert state.keys() == {"company", "clocks", "slots"}
    assert "investment" in {slot["kind"] for slot in state["slots"]}
