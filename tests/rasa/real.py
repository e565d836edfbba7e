"""A real Rasa in its own Python 3.10: taught, served on a free port of loopback, ended."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = 180
"""seconds that a server may take until it has read its model"""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model file; seconds and the largest memory (bytes) that it took."""

    model: Path
    seconds: float
    memory: int


def train(python: Path, *, data: Path, config: Path, out: Path, threads: int = 2) -> Trained:
    """Teaches Rasa the file or folder `data` by the pipeline `config`. Raises `RuntimeError` with what Rasa wrote."""
    begun = time.perf_counter()
    command = [str(python), "-m", "rasa", "train", "nlu", "--nlu", str(data), "--config", str(config)]
    out.mkdir(parents=True, exist_ok=True)
    with (out / "train.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*command, "--out", str(out), "--fixed-model-name", "model"],
            env=_environment(threads),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        model = out / "model.tar.gz"
        if process.returncode != 0 or not model.is_file():
            log.seek(0)
            raise RuntimeError(log.read()[-3000:])
    return Trained(model, time.perf_counter() - begun, usage.ru_maxrss * 1024)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers; seconds until it did."""

    url: str
    pid: int
    seconds: float


@contextmanager
def served(python: Path, model: Path, *, log: Path, threads: int = 2) -> Iterator[Served]:
    """The server of `model`, ended with the block. Raises `RuntimeError` with what it wrote when it does not start."""
    port = _free_port()
    url, begun = f"http://127.0.0.1:{port}", time.perf_counter()
    command = [str(python), "-m", "rasa", "run", "--enable-api", "--interface", "127.0.0.1", "--port", str(port)]
    with log.open("w+", encoding="utf-8") as lines:
        process = subprocess.Popen(
            [*command, "--model", str(model)],
            env=_environment(threads),
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
        try:
            while not _answers(url):
                if process.poll() is not None or time.perf_counter() - begun > START:
                    lines.seek(0)
                    raise RuntimeError(lines.read()[-3000:])
                time.sleep(0.2)
            yield Served(url, process.pid, time.perf_counter() - begun)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(url: str) -> bool:
    """Whether a model is loaded: the first answer of a model takes longer than all later ones."""
    request = urllib.request.Request(
        f"{url}/model/parse", json.dumps({"text": "xin chào"}).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _environment(threads: int) -> dict[str, str]:
    return os.environ | {
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_INTRA_OP_PARALLELISM_THREADS": str(threads),
        "TF_INTER_OP_PARALLELISM_THREADS": "1",
        "PYTHONWARNINGS": "ignore",
    }
