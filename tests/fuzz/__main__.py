"""`python -m tests.fuzz`: throw mutated inputs at each target, guided by what code they reach (atheris).

What it finds stays in build/fuzz/finds; put it into tests/fuzz/found, named TARGET-WHAT, once it is mended.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BUILD = ROOT / "build" / "fuzz"
#: Words that a mutation should be able to put in: what the reader turns on.
_DICTIONARY = """
    raised levé 15 milliards de dollars $ € million billion % 49 stake valued valorisation Meta Nvidia Scale AI selon
    according to la start-up the company his its sa 2025 last year Series A juin up from contre entre between and
    <p> </p> <article> <script> <time <item> <entry> <pubDate> <![CDATA[ ]]> --- title: date: &amp; &#8239; ; ( ) , – ’
    « » \u202e \ufeff \u0301
    """


def main() -> None:
    """Fuzz the targets one after the other, each in a process of its own."""
    from tests.fuzz.kept import found

    arguments = _arguments()
    if arguments.only:
        _fuzz(arguments.only, arguments.seconds)
        return
    failed = []
    for target in arguments.targets:
        _seed(target, [data for name, data in found() if name == target])
        command = [sys.executable, "-m", "tests.fuzz", "--only", target, "--seconds", str(arguments.seconds)]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(target)
    if failed:
        sys.exit(f"Found something in: {', '.join(failed)}; see {_BUILD / 'finds'}.")


def _fuzz(name: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["ledger"]):
        from tests.fuzz.targets import LONGEST, TARGETS

    finds, words = _BUILD / "finds", _BUILD / "words"
    finds.mkdir(parents=True, exist_ok=True)
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in _DICTIONARY.split()), encoding="ascii")
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-rss_limit_mb=2000"]
    options += [f"-dict={words}", f"-artifact_prefix={finds}/{name}-", "-print_final_stats=1", "-verbosity=1"]
    atheris.Setup([sys.argv[0], *options, str(_BUILD / name)], TARGETS[name])
    atheris.Fuzz()


def _escaped(word: str) -> str:
    """As libFuzzer's dictionaries write bytes."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def _seed(target: str, known: list[bytes]) -> None:
    """Inputs to begin with: the tests' articles, as the target takes them, and what was found before."""
    folder = _BUILD / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(sorted((ROOT / "tests" / "extract" / "articles").glob("*.txt"))[::3]):
        written = path.read_text("utf-8").partition("\n----\n")[0][:1500]
        (folder / f"article-{number}").write_bytes(_dressed(target, written, path.name.startswith("fr")))
    for number, data in enumerate(known):
        (folder / f"found-{number}").write_bytes(data)


def _dressed(target: str, written: str, french: bool) -> bytes:
    paragraphs = "".join(f"<p>{part}</p>" for part in written.split("\n\n"))
    match target:
        case "page":
            text = f"<html><head><title>News</title></head><body><article>{paragraphs}</article></body></html>"
        case "feed":
            entry = f"<item><title>News</title><description><![CDATA[{paragraphs}]]></description></item>"
            text = f"<rss><channel>{entry}</channel></rss>"
        case "markdown":
            text = f"---\ntitle: News\ndate: 2025-06-12\n---\n{written}"
        case "plain":
            text = written
        case _:
            text = ("\x01" if french else "\x02") + written
    return text.encode()


def _arguments() -> argparse.Namespace:
    names = ("text", "unchecked", "page", "feed", "markdown", "plain")
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="for each target")
    parser.add_argument("--targets", nargs="+", choices=names, default=names)
    parser.add_argument("--only", choices=names, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
