"""A command tells what went wrong in a line: no traceback of a library, nothing that holds a token."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.test_utils import TestServer

if TYPE_CHECKING:
    from asyncio.subprocess import Process

ROOT = Path(__file__).parent.parent


async def _started(folder: Path, *words: str, **settings: str) -> Process:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CHAOVN_")}
    named = {f"CHAOVN_{name}": value for name, value in settings.items()}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=folder,
        env=environ | named | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_a_base_url_that_is_none_of_telegrams(tmp_path: Path) -> None:
    """Whatever answers there is no Bot API: one line that names the setting."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<html>hello</html>", content_type="text/html", status=404)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", page)
    async with TestServer(app) as server:
        base = str(server.make_url("/bot"))
        process = await _started(
            tmp_path,
            *("webhook", "status", "telegram"),
            TELEGRAM_TOKEN="1:hunter2",
            TELEGRAM_MODE="polling",
            TELEGRAM_BASE_URL=base,
        )
        async with asyncio.timeout(60):
            _, told = await process.communicate()
    lines = told.decode().splitlines()
    assert process.returncode == 1
    assert len(lines) == 1
    assert "CHAOVN_TELEGRAM_BASE_URL" in lines[0]
    assert "hunter2" not in lines[0]
