"""Builds what is released, twice, and tries it where nothing else is: `make release`.

The second time the unpacked source distribution is built, in another folder: so it is complete, and nothing of this
machine or moment gets into either file. The list of what is inside (SBOM, CycloneDX 1.6) names every package that
`requirements/run.txt` pins.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from importlib.metadata import PackageMetadata, distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
RUN = ROOT / "requirements/run.txt"
PINNED = re.compile(r"^([\w.-]+)==(\S+)(?: ; [^\n\\]*)? \\\n((?:\s+--hash=sha256:\w+(?: \\)?\n?)+)", re.MULTILINE)
HASH = re.compile(r"sha256:(\w+)")
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def main() -> None:
    """Leave wheel, source, SBOM and their sums in dist/, or end with what is wrong."""
    with tempfile.TemporaryDirectory(prefix="leadbot-release-") as name:
        folder = Path(name)
        built = build(ROOT, folder / "one")
        again = build(unpacked(built, folder / "source"), folder / "two")
        if sums(built) != sums(again):
            sys.exit(f"not the same bytes twice: {sums(built)} {sums(again)}")
        site = try_out(folder / "empty", next(file for file in built if file.suffix == ".whl"))
        DIST.mkdir(exist_ok=True)
        for file in built:
            shutil.copy(file, DIST)
        bill = DIST / f"leadbot-{VERSION}.cdx.json"
        bill.write_text(json.dumps(bill_of(site), indent=1) + "\n", encoding="utf-8")
    listed = "".join(f"{total}  {file}\n" for file, total in sums([*(DIST / one.name for one in built), bill]).items())
    (DIST / "SHA256SUMS").write_text(listed, encoding="utf-8")
    print(listed, end="")


def build(source: Path, target: Path) -> list[Path]:
    """Wheel and source distribution."""
    command = (sys.executable, "-m", "hatchling", "build", "--directory", str(target))
    subprocess.run(command, cwd=source, check=True, capture_output=True, env={**os.environ, "TZ": "Asia/Tokyo"})
    return sorted(target.iterdir())


def unpacked(built: list[Path], target: Path) -> Path:
    """The source distribution among them, as a tree: PKG-INFO is made anew by whoever builds it."""
    with tarfile.open(next(file for file in built if file.suffix == ".gz")) as archive:
        archive.extractall(target, filter="data")
    tree = next(target.iterdir())
    (tree / "PKG-INFO").unlink()
    return tree


def sums(files: list[Path]) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def try_out(folder: Path, wheel: Path) -> Path:
    """Install the wheel beside nothing but what is pinned, and use it: where it was installed."""
    subprocess.run((sys.executable, "-m", "venv", "--without-pip", str(folder)), check=True)
    install = (Path(sys.executable).with_name("uv"), "pip", "install", "--quiet")
    into = {**os.environ, "VIRTUAL_ENV": str(folder)}
    subprocess.run((*install, "--require-hashes", "--only-binary", ":all:", "-r", str(RUN)), check=True, env=into)
    subprocess.run((*install, "--no-deps", str(wheel)), check=True, env=into)
    leadbot = folder / "bin/leadbot"
    said = subprocess.run((leadbot, "--version"), check=True, capture_output=True, text=True, cwd=folder).stdout
    if said != f"leadbot {VERSION}\n":
        sys.exit(f"--version says {said}")
    answers = ("--untested", "--yes", "--name", "Casa Nova", "--api-key", "crm-key")
    subprocess.run((leadbot, "init", *answers), check=True, capture_output=True, cwd=folder)
    subprocess.run((leadbot, "check"), check=True, capture_output=True, cwd=folder)
    return next(folder.glob("lib/python*/site-packages"))


def bill_of(site: Path) -> dict[str, Any]:
    """What is inside: each package that may be installed, where it comes from, its sums and its licence."""
    licences = {one.name.lower().replace("_", "-"): one.metadata for one in distributions(path=[str(site)])}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "leadbot", "version": VERSION}},
        "components": [
            {
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
                "hashes": [{"alg": "SHA-256", "content": content} for content in HASH.findall(pinned)],
                "licenses": licence(licences.get(name)),
            }
            for name, version, pinned in PINNED.findall(RUN.read_text("utf-8"))
        ],
    }


def licence(metadata: PackageMetadata | None) -> list[dict[str, Any]]:
    """As the package states it; nothing of one that this system does not install."""
    if metadata is None:
        return []
    if "License-Expression" in metadata:
        return [{"expression": metadata["License-Expression"]}]
    named = [one.split(" :: ")[-1] for one in metadata.get_all("Classifier") or () if one.startswith("License :: ")]
    return [{"license": {"name": name}} for name in named]


if __name__ == "__main__":
    main()
