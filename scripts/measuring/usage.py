"""What a command costs, by the kernel's own account of that one process and its children."""
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

MIB = 1024


def measured(command, folder=None, environment=None):
    """Runs a command to its end: CPU (user + system) and wall seconds, peak MiB, its output.

    `failed` holds the last lines of its messages when it did not exit with 0, else nothing.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        begun = time.monotonic()
        child = subprocess.Popen(
            [str(word) for word in command],
            stdout=said,
            stderr=complained,
            cwd=folder,
            env={**os.environ, **(environment or {})},
        )
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complained.seek(0)
        output = said.read().decode(errors="replace")
        messages = complained.read().decode(errors="replace")
    return {
        "cpu": used.ru_utime + used.ru_stime,
        "wall": wall,
        "mib": used.ru_maxrss / MIB,
        "output": output,
        "messages": messages,
        "failed": "" if child.returncode == 0 else "\n".join(messages.splitlines()[-3:]) or "?",
    }


def median(runs):
    """The median of each cost over repeats; the other entries are the first run's."""
    costs = {name: statistics.median(run[name] for run in runs) for name in ("cpu", "wall", "mib")}
    return {**runs[0], **costs}


def busy():
    """How busy the machine is, to be printed with any wall time."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def cap_memory(gigabytes):
    """A limit that this process hands down to every command it starts."""
    limit = int(gigabytes * 1e9)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
