"""Runs the other tools and reads the JSON line that each prints: phases, costs, accuracy."""
import json
import pathlib
import re

from usage import measured

OWN = pathlib.Path(__file__).resolve().parent.parent / "peers"


class Peers:
    def __init__(self, python, folder):
        self.python, self.folder = python, folder

    def lacks(self, *packages):
        """A sentence on what is missing, or nothing."""
        if not (self.folder / "meter.py").is_file():
            return f"the peers' scripts are not in {self.folder} (--peers)"
        imports = "\n".join(f"import {package}" for package in packages)
        probe = measured([self.python, "-c", imports])
        missing = re.search(r"No module named '([^']+)'", probe["messages"])
        if missing:
            return f"{self.python} has no package {missing[1]} (--python)"
        return f"{self.python}: {probe['failed']}" if probe["failed"] else ""

    def package(self, name):
        found = measured([self.python, "-c", f"import {name}; print({name}.__path__[0])"])
        return pathlib.Path(found["output"].strip())

    def run(self, script, *arguments, links=None):
        """One run. Its costs are those of the phases of linking; judging the result is left out."""
        place = OWN if (OWN / script).is_file() else self.folder
        environment = {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        if links:
            environment |= {"ONE": "1", "LINKS": str(links)}
        whole = measured([self.python, place / script, *arguments], environment=environment)
        if whole["failed"]:
            return whole
        said = [line for line in whole["output"].splitlines() if line.startswith('{"name"')]
        answer = json.loads(said[-1])
        phases = answer["phases"].values()
        return {
            **whole,
            "cpu": sum(phase["cpu"] for phase in phases),
            "wall": sum(phase["wall"] for phase in phases),
            "mib": max(phase["rss_mb"] for phase in phases),
            "answer": answer,
        }
