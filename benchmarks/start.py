"""What a start costs: `leadbot check`, and `serve` until it could listen, beside the libraries that both stand on.

    python -m benchmarks.start

Seconds of one processor, the least of five tries, taken in turns, with every module compiled.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

TRIES = 5
WITHOUT_RICH = "import sys; sys.modules['rich'] = None; "  # a tool of development that structlog loads when it is there
COMPILED = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{gettempdir()}/leadbot-compiled"}
SETTINGS = """\
public_url = "https://chat.example.com"
[agencies.casanova]
name = "Casa Nova"
alterestate = {api_key = "crm-key"}
[agencies.casanova.channels.whatsapp]
kind = "whatsapp"
account_sid = "AC55555555555555555555555555555555"
auth_token = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
number = "+18095550100"
"""
STARTS = {
    "libraries": ("import pydantic, click, structlog",),
    "check": ("from bot.cli import main; main()", "check"),
    "serve": ("import bot.main",),
}


def processor_seconds(folder: str, code: str, *arguments: str) -> float:
    """Of one start in a process of its own, in a folder with settings."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", WITHOUT_RICH + code, *arguments]
    subprocess.run(command, capture_output=True, cwd=folder, timeout=30, check=True, env=COMPILED)  # noqa: S603  # words of ours
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """One line each."""
    with TemporaryDirectory() as folder:
        Path(folder, "leadbot.toml").write_text(SETTINGS, encoding="utf-8")
        rounds = [{name: processor_seconds(folder, *start) for name, start in STARTS.items()} for _ in range(TRIES + 1)]
    least = {name: min(one[name] for one in rounds[1:]) for name in STARTS}  # the first one compiles
    for name, seconds in least.items():
        print(f"{name:10} {seconds:.2f} s   {seconds / least['libraries']:.1f} × the libraries")


if __name__ == "__main__":
    main()
