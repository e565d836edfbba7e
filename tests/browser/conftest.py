"""A real Chromium, and the pages in a process of their own that can be killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import server_folder
from tests.talk import CACHE, mind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "shots"
PATIENCE = 60.0
"""seconds that a server may take to be ready on a machine that is busy with other things"""

OWN = ("http://127.0.0.1:", "http://localhost:")
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


@dataclass
class Server:
    """A server as a child process: `start`, `kill` (as by kill -9) and `start` again on the same port and data."""

    command: list[str]
    port: int
    environment: dict[str, str]
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and waits until it is ready."""
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=os.environ | self.environment, start_new_session=True
        )
        end = time.monotonic() + PATIENCE
        while not self._ready():
            assert self.process.poll() is None, "the server has ended"
            assert time.monotonic() < end, "the server is not ready in time"
            time.sleep(0.05)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """Ends it without any chance to tidy up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ends it as Ctrl-C does."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


# While it lives, Playwright's synchronous interface keeps this thread's event loop: longer than a module, and every
# asynchronous test that comes later would fail.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one these tests are left out, and under CI=true they fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a browser of its own; errors on the console and requests to elsewhere fail the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(
        *, size: dict[str, int] = PHONE, scheme: Literal["light", "dark"] = "light", calm: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme=scheme,
            reduced_motion="reduce" if calm else "no-preference",
            has_touch=size is PHONE,
            locale="vi-VN",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith(OWN) else None)
        page.set_default_timeout(20_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="module")
def echo() -> Iterator[Server]:
    """The pages with a bot that says what the message asks it to say; see `echo_bot.py`."""
    port = free_port()
    with server_folder() as folder:
        server = Server([sys.executable, "-m", "tests.browser.echo_bot", str(port), str(folder)], port, {}, folder)
        yield from _running(server)


@pytest.fixture(scope="module")
def chaovn() -> Iterator[Server]:
    """The whole service as people run it, with a data folder of its own in which the trained model lies ready."""
    model = f"nlu-{mind().interpreter.model.fingerprint}.npz"
    port = free_port()
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    with server_folder() as folder:
        shutil.copy(CACHE / model, folder)
        server = Server(command, port, {"CHAOVN_VAR_DIR": str(folder), "CHAOVN_LANG": "vi"}, folder)
        yield from _running(server)


def _running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.stop()
