"""The few static files, read once, served under the hash of their content, so that browsers keep them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.web.parts import ASSETS

FOLDER: Final = Path(__file__).parent / "static"
TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
YEAR: Final = 31_536_000


class Assets:
    """The files of `static/`; only names found at start can be asked for."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            path.name: (path.read_bytes(), TYPES[path.suffix])
            for path in sorted(folder.iterdir())
            if path.suffix in TYPES
        }
        joined = b"\0".join(content for content, _ in self._files.values())
        # One version for all files: the modules of the script name each other.
        self.version = hashlib.sha256(joined).hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a file, with the version of all files."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self.version}/{name}"

    def get(self, name: str) -> tuple[bytes, str] | None:
        """Content and media type."""
        return self._files.get(name)


async def serve(request: web.Request) -> web.Response:
    """GET /static/{version}/{name}: an old version gets today's file, but does not keep it."""
    assets = request.app[ASSETS]
    found = assets.get(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    current = request.match_info["version"] == assets.version
    response = web.Response(body=found[0], content_type=found[1], charset="utf-8")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if current else "no-cache"
    response.enable_compression()
    return response
