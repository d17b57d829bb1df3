"""What a command costs, by the kernel's own account of that one process and its children."""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

MIB = 1024


def measured(command, folder=None, environment=None):
    """Runs a command to its end: CPU (user + system) and wall seconds, peak MiB, its output and exit code.

    `failed` holds the last lines of its messages when it did not exit with 0, else nothing. This
    file runs the command as a program of its own: a child begins with its parent's peak of memory,
    so the parent has to be small.
    """
    with tempfile.NamedTemporaryFile() as account:
        done = subprocess.run(
            [sys.executable, "-S", __file__, account.name, *map(str, command)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={**os.environ, **(environment or {})},
        )
        costs = json.load(account)
    messages = done.stderr.decode(errors="replace")
    return {
        **costs,
        "output": done.stdout.decode(errors="replace"),
        "messages": messages,
        "code": done.returncode,
        "failed": "\n".join(messages.splitlines()[-3:]) or "?" if done.returncode else "",
    }


def run_and_account(account, command):
    begun = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    costs = {
        "cpu": used.ru_utime + used.ru_stime,
        "wall": time.monotonic() - begun,
        "mib": used.ru_maxrss / MIB,
    }
    with open(account, "w", encoding="utf-8") as out:
        json.dump(costs, out)
    return os.waitstatus_to_exitcode(status)


def median(runs):
    """The median of each cost over repeats; the other entries are the first run's."""
    costs = {name: statistics.median(run[name] for run in runs) for name in ("cpu", "wall", "mib")}
    return {**runs[0], **costs}


def busy():
    """How busy the machine is, to be printed with any wall time."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


if __name__ == "__main__":
    # A child ended by a signal has a negative code; the shell's way of saying so is 128 + signal.
    code = run_and_account(sys.argv[1], sys.argv[2:])
    sys.exit(code if code >= 0 else 128 - code)
