"""What a start costs: `leadbot check`, and `serve` until it listens, beside the libraries that both stand on; and the
memory that `serve` holds while nobody writes.

    python -m benchmarks.start

Seconds of one processor and of a clock, the least of five tries, taken in turns, with every module compiled.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import NamedTuple

from benchmarks.processes import cpu_s, memory_mib
from bot.sandbox.world import free_port

TRIES = 5
SETTLED_S = 4.0  # after listening: by then the platforms' libraries are loaded
LISTENS = b'"listening"'
# Of development: structlog loads them where they are.
ONLY_RUNTIME = "import sys; sys.modules['rich'] = sys.modules['greenlet'] = None; "
COMPILED = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{gettempdir()}/leadbot-compiled"}
LIBRARIES = ("import pydantic, click, structlog",)
LEADBOT = "from bot.cli import main; main()"
NOBODY = "http://127.0.0.1:9"
SETTINGS = f"""\
public_url = "https://chat.example.com"
listen = "127.0.0.1:{{port}}"
[agencies.casanova]
name = "Casa Nova"
alterestate = {{{{api_key = "crm-key", base_url = "{NOBODY}"}}}}
[agencies.casanova.channels.whatsapp]
kind = "whatsapp"
account_sid = "AC55555555555555555555555555555555"
auth_token = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
number = "+18095550100"
api_base_url = "{NOBODY}"
"""


class Start(NamedTuple):
    """Seconds of a processor, and by the clock; and the MiB held when everything is loaded, of what goes on."""

    cpu_s: float
    clock_s: float
    held_mib: float = 0


@dataclass(frozen=True, slots=True)
class Folder:
    """Settings, and starts in a process of their own beside them."""

    path: str

    def run(self, *words: str) -> Start:
        """Until it ends."""
        begun, process = time.perf_counter(), self._started(*words)
        _, _, usage = os.wait4(process.pid, 0)
        return Start(usage.ru_utime + usage.ru_stime, time.perf_counter() - begun)

    def serve(self) -> Start:
        """Until it listens."""
        begun = time.perf_counter()
        with self._started(LEADBOT, "serve") as process:
            assert process.stderr is not None
            if not any(LISTENS in line for line in process.stderr):
                raise RuntimeError("serve did not start")
            cpu, clock = cpu_s(process.pid), time.perf_counter() - begun
            time.sleep(SETTLED_S)
            held = memory_mib(process.pid)
            process.terminate()
        return Start(cpu, clock, held)

    def _started(self, code: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", ONLY_RUNTIME + code, *arguments]
        return subprocess.Popen(  # noqa: S603  # words of ours
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.path, env=COMPILED
        )


def main() -> None:
    """One line each."""
    with TemporaryDirectory() as path:
        Path(path, "leadbot.toml").write_text(SETTINGS.format(port=free_port()), encoding="utf-8")
        folder = Folder(path)
        rounds = [(folder.run(*LIBRARIES), folder.run(LEADBOT, "check"), folder.serve()) for _ in range(TRIES + 1)]
    # The first round compiles, and makes the store that `check` then looks into.
    libraries, check, serve = map(least, zip(*rounds[1:], strict=True))
    print(f"libraries  {libraries.cpu_s:.2f} s")
    print(f"check      {check.cpu_s:.2f} s   {check.cpu_s / libraries.cpu_s:.1f} × the libraries   aim 0.4")
    print(f"serve      {serve.cpu_s:.2f} s   {serve.cpu_s / libraries.cpu_s:.1f} × the libraries   aim 0.8")
    print(f"           {check.clock_s:.2f} s and {serve.clock_s:.2f} s by the clock")
    print(f"idle       {serve.held_mib:.0f} MiB   aim 90")


def least(starts: Iterable[Start]) -> Start:
    """The least of each figure."""
    return Start(*map(min, zip(*starts, strict=True)))


if __name__ == "__main__":
    main()
