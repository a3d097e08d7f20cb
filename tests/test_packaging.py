"""What stands around the code: locks, Makefile, image, services. Read as files: no test needs a network."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from ledger.fetch.policy import Policy
from ledger.settings import Settings
from ledger.worker.health import listen_address
from ledger.worker.pool import LONGEST
from tests.support import compose as compose_file
from tests.support import locks

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# -- Locks --------------------------------------------------------------------------------------------------


@pytest.fixture(params=sorted(locks.LOCKS))
def lock_name(request: pytest.FixtureRequest) -> str:
    """The name of each lock file in turn."""
    return str(request.param)


def pins_of(name: str) -> list[locks.Pin]:
    return locks.read_lock((ROOT / name).read_text(encoding="utf-8"))


def test_every_pin_is_one_version_with_hashes(lock_name: str) -> None:
    """What is installed is exactly what was locked, byte for byte."""
    pins = pins_of(lock_name)
    assert pins
    for pin in pins:
        assert pin.version, pin.requirement
        assert pin.hashes, pin.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in pin.hashes), pin.name


def test_locks_name_no_place_to_fetch_from(lock_name: str) -> None:
    """Who installs chooses the index: a lock holds no address, no host, no option and no machine's path."""
    for line in (ROOT / lock_name).read_text(encoding="utf-8").splitlines():
        assert not re.search(r"://|file:| @ |\.(org|com|net|io)\b|(^|\s)[/~]", line), line
        assert not line.startswith("-"), line


def test_locks_are_those_of_pyproject(lock_name: str) -> None:
    """A dependency added, dropped or bounded anew needs `make lock`."""
    assert locks.complaints(PYPROJECT, locks.LOCKS[lock_name], pins_of(lock_name)) == []


def test_tests_run_on_what_users_get() -> None:
    """The development lock pins every library of the product at the version that the product's lock pins."""

    def versions(name: str) -> set[tuple[str, str]]:
        return {(pin.name, pin.version) for pin in pins_of(name)}

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


@pytest.mark.parametrize(
    ("asked_for", "complaint"),
    [
        (["typer>=0.20", "rich"], "lacks rich"),
        ([], "still holds typer, which nobody asks for any more"),
        (["typer>=2"], "pins typer 1.2, where typer>=2 is asked for"),
        (["Typer[all]>=1"], None),
    ],
)
def test_a_stale_lock_is_noticed(asked_for: list[str], complaint: str | None) -> None:
    """Each way in which a lock can lag behind is told in a clause of its own."""
    pyproject = {"project": {"name": "thing", "dependencies": asked_for}, "dependency-groups": {}}
    pins = locks.read_lock(
        "click==8.0 \\\n    --hash=sha256:00\n    # via typer\n"
        "typer==1.2 ; os_name != 'nt' \\\n    --hash=sha256:01 \\\n    --hash=sha256:02\n"
        "    # via\n    #   other\n    #   thing (pyproject.toml)\n"
    )
    assert locks.complaints(pyproject, (), pins) == ([] if complaint is None else [complaint])


# -- Makefile -----------------------------------------------------------------------------------------------


def test_make_alone_lists_every_target_in_a_line() -> None:
    """`make` is the table of contents: each target that may be called is there and says what it does."""
    listing = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    described = dict(re.findall(r"^ *make ([a-z-]+) +(\S.*)$", listing, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    assert described.keys() == phony
    assert {"setup", "demo", "test", "lint"} <= described.keys()


def test_make_refuses_an_old_python_in_a_sentence(tmp_path: Path) -> None:
    """Too old a Python is met with what is needed and how to name another one."""
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    command = ["make", "setup", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert "Python 3.11 or newer is needed" in made.stderr
    assert not (tmp_path / "venv").exists()


def test_ci_script_is_runnable_bash() -> None:
    """The script of the continuous integration can be executed and is free of syntax errors."""
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", script], check=True)


# -- Image and services -------------------------------------------------------------------------------------


def instructions(name: str) -> list[list[str]]:
    """Return a Dockerfile's instructions as words."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line.startswith(f"{name} ")]


def test_image_is_built_from_files_that_exist_and_are_let_in() -> None:
    """Every file that the image copies exists, and is named in .dockerignore, which lets in nothing else."""
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sources = [
        source
        for _, *words in instructions("COPY")
        if not any(word.startswith("--from") for word in words)
        for source in words[:-1]
    ]
    assert "requirements.lock" in sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in let_in, source


def test_image_holds_what_the_package_is_built_of() -> None:
    """What the wheel is made of is what the image copies: a new bundled folder cannot be forgotten there."""
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    copied = {word for _, *words in instructions("COPY") for word in words[:-1]}
    assert {*wheel["packages"], *wheel["force-include"]} <= copied
    assert {PYPROJECT["project"]["readme"], *PYPROJECT["project"]["license-files"]} <= copied


def test_image_is_not_run_by_root_and_installs_by_hash() -> None:
    """The image's user is a number other than zero, and its libraries come by hash from the lock."""
    ((_, user),) = instructions("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert any({"--require-hashes", "requirements.lock"} <= set(words) for words in instructions("RUN"))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The services as Docker Compose reads them, before it fills in variables."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def test_services_keep_to_the_compose_specification() -> None:
    """Its schema accepts the file, and every name in it leads somewhere; no engine is needed to say so."""
    assert compose_file.complaints(ROOT / "docker-compose.yml") == []


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ("    read_only: true", "    readonly: true", "readonly"),
        ("    command: [init]", "    command: {run: init}", "command"),
        ("start_interval: 5s", "start_interval: soon", "soon is no duration"),
        ("        condition: service_completed_successfully", "        condition: service_ended", "service_ended"),
        ("services:", "services: [", "parse"),
        ("      migrate:\n        condition", "      migration:\n        condition", "migration, which is no service"),
        ("  database_password:\n", "  password:\n", "not declared under secrets"),
        ("volumes:\n  database:\n", "volumes:\n  data:\n", "not declared under volumes"),
        ("${WORKER_PORT:-9464}", "${WORKER PORT}", "a variable that Compose cannot read"),
        ("test: [CMD, pg_isready", "disable: true #", "which has no health check"),
        ('restart: "no"', "restart: always", "started again and again"),
    ],
)
def test_a_broken_file_of_services_is_noticed(tmp_path: Path, written: str, instead: str, complaint: str) -> None:
    """Each way in which the file can be wrong is told; most of them Compose would only meet on the day of the start."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert written in text
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(text.replace(written, instead, 1), encoding="utf-8")
    assert any(complaint in told for told in compose_file.complaints(broken)), compose_file.complaints(broken)


def test_migration_runs_once_after_the_database_is_healthy(compose: dict[str, Any]) -> None:
    """`migrate` waits for the database's word that it is ready, brings the schema, and stays away then."""
    database, migrate = compose["services"]["database"], compose["services"]["migrate"]
    assert database["image"].startswith("postgres:17")
    assert "pg_isready" in database["healthcheck"]["test"]
    assert migrate["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert migrate["command"] == ["init"]
    assert migrate["restart"] == "no"
    assert migrate["image"] == f"deal-ledger:{PYPROJECT['project']['version']}"


def test_worker_starts_after_the_migration_and_says_how_it_is(compose: dict[str, Any]) -> None:
    """It has time to end what is under way, is asked for its health, and listens where its port is published."""
    worker = compose["services"]["worker"]
    assert worker["command"] == ["worker"]
    assert worker["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert worker["image"] == compose["services"]["migrate"]["image"]
    assert worker["healthcheck"]["test"] == ["CMD", "deal-ledger", "worker", "--check"]
    ends = float(worker["stop_grace_period"].removesuffix("s"))
    assert ends > max(Policy(identity="deal-ledger/0").total_seconds, LONGEST)
    _, port = listen_address(worker["environment"]["DEAL_LEDGER_WORKER_LISTEN"])
    assert [published.rpartition(":")[2] for published in worker["ports"]] == [str(port)]


def test_services_set_only_what_can_be_set(compose: dict[str, Any]) -> None:
    """A misspelt variable would be passed over in silence."""
    known = {f"DEAL_LEDGER_{name.upper()}" for name in Settings.model_fields}
    for service in compose["services"].values():
        ours = {name for name in service.get("environment", {}) if name.startswith("DEAL_LEDGER_")}
        assert ours <= known


def test_no_service_has_rights_to_spare(compose: dict[str, Any]) -> None:
    """Each runs as a number that is not root's, on files it cannot write to, without capabilities, and bounded."""
    ((_, image_user),) = instructions("USER")
    for name, service in compose["services"].items():
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), name
        assert "build" not in service or service["user"] == image_user, name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert "privileged" not in service, name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}, name
        assert "restart" in service, name
        assert "healthcheck" in service, name


def test_no_password_is_written_down(compose: dict[str, Any]) -> None:
    """The one password is a file beside the services, which is never committed; no address and no variable holds it."""
    assert compose["secrets"] == {"database_password": {"file": "./secrets/database_password"}}
    for name, service in compose["services"].items():
        assert service["secrets"] == ["database_password"], name
        for variable, value in service["environment"].items():
            if "PASSWORD" in variable:
                assert variable.endswith("_FILE"), (name, variable)
                assert value == "/run/secrets/database_password", (name, variable)
            assert not re.search(r"://[^/@]*:[^/@]*@", value), f"{name}: {variable} has a password in its URL"
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/.env", "/secrets/"} <= set(ignored)


def test_ports_are_open_to_this_machine_only(compose: dict[str, Any]) -> None:
    """A published port is bound to the loopback address: the defaults show nothing to a network."""
    for service in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
