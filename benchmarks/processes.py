"""Processes that run beside this one, and what they use: the kernel's own figures, on Linux."""

from __future__ import annotations

import asyncio
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox.world import HOST

TRIES, PAUSE_S = 600, 0.05


@asynccontextmanager
async def started(*command: str, port: int, log: Path, python: str = sys.executable) -> AsyncIterator[Process]:
    """A Python program while the block runs, from when it listens on `port`. What it prints goes to `log`."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(python, *command, stdout=output, stderr=output)
        try:
            await until_listening(process, port, log)
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def until_listening(process: Process, port: int, log: Path) -> None:
    for _ in range(TRIES):
        if process.returncode is not None:
            break
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(PAUSE_S)
        else:
            writer.close()
            return
    raise RuntimeError(f"did not start; see {log}")


def cpu_s(pid: int) -> float:
    """User and system time of all its threads, children not included, in seconds."""
    return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3): exact, where /proc counts in 10 ms


def memory_mib(pid: int) -> float:
    """What it holds in memory, code included."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024
