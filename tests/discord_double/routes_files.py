"""Routes of the CDN: what was uploaded can be downloaded again, without a token."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from .rest import Asked, Routes

routes = Routes()


@routes.on("GET", "/attachments/{channel_id}/{attachment_id}/{name}", public=True)
@routes.on("GET", "/ephemeral-attachments/{channel_id}/{attachment_id}/{name}", public=True)
async def download(asked: Asked) -> Any:
    """The content of an attachment."""
    file = asked.world.uploads.get(asked.path)
    if file is None:
        return web.Response(status=404, text="This content is no longer available.")
    return web.Response(body=file.content, content_type="application/octet-stream")
