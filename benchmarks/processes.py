"""What a process that runs beside this one has used: the kernel's own figures, on Linux."""

from __future__ import annotations

import time
from pathlib import Path


def cpu_s(pid: int) -> float:
    """User and system time of all its threads, children not included, in seconds."""
    return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3): exact, where /proc counts in 10 ms


def memory_mib(pid: int) -> float:
    """What it holds in memory, code included."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024
