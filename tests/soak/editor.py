"""The editor, seen from outside: a process in the paper that says what it has done."""

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from newsroom.runtime.data_directory import CHECKOUT
from tests.newsroom.runtime.paper import PATIENCE, environment

from .ledger import Ledger

COMMAND = [
    sys.executable,
    "-m",
    "newsroom.runtime.with_database",
    "shell",
    "-v0",
    "-c",
    "from tests.soak import desk; desk.work()",
]


class Editor:
    """Begins at once. What it was told is live it writes into the ledger."""

    def __init__(self, data: Path, ledger: Ledger) -> None:
        self._ledger = ledger
        self._told: queue.Queue[Any] = queue.Queue()
        self._process = subprocess.Popen(
            COMMAND, cwd=CHECKOUT, env=environment(data), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def places(self) -> dict[str, list[str]]:
        """Return the paths of what there is to read, once it is there."""
        places: dict[str, list[str]] = self._told.get(timeout=PATIENCE)
        assert places, "the editor could not begin"
        return places

    def end(self) -> dict[str, Any]:
        """Have the day end, and return what is there then."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.close()
        there: dict[str, Any] = self._told.get(timeout=PATIENCE)
        assert there, "the editor did not reach the end"
        self._process.wait(PATIENCE)
        return there

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if path := said.get("published"):
                self._ledger.published[path] = said["headline"]
                self._ledger.count("story published", 200)
            elif path := said.get("corrected"):
                self._ledger.corrected[path] = said["text"]
                self._ledger.count("story corrected", 200)
            else:
                self._told.put(said.get("places") or said["there"])
        self._told.put({})
