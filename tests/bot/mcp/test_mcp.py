"""An assistant asks, follows up and opens documents, with the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, TypeVar

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from bot.mcp import documents, server, tools
from bot.mcp.server import OpenedLibrary, quote_server
from retrieval import UNLIMITED, Access, Library, Person
from retrieval.errors import QuothError
from retrieval.links import Links

Open = Callable[..., Library]
T = TypeVar("T")
PUBLIC = Person()
TOKEN = "a long enough token"


def connected(
    library: Library, use: Callable[[Client], Awaitable[T]], access: Access = PUBLIC, mode: Any = "auto"
) -> T:
    """Return what somebody makes of a client that is connected to the server of a library. Raises its MCPError."""

    async def connect(opened: OpenedLibrary) -> T | MCPError:
        async with Client(quote_server(opened, access), mode=mode) as client:
            try:
                return await use(client)
            except MCPError as error:  # the client's task group would wrap it
                return error

    with closing(OpenedLibrary(lambda: library)) as opened:
        found = asyncio.run(connect(opened))
    if isinstance(found, MCPError):
        raise found
    return found


def called(library: Library, name: str, access: Access = PUBLIC, **arguments: Any) -> Any:
    """Return the structured result of a tool."""

    async def call(client: Client) -> Any:
        found = await client.call_tool(name, arguments)
        assert not found.is_error, found.content
        assert json.loads(found.content[0].text) == found.structured_content  # type: ignore[union-attr]
        return found.structured_content

    return connected(library, call, access)


def refused(library: Library, name: str, **arguments: Any) -> str:
    """Return the sentence with which a tool refuses its arguments."""

    async def call(client: Client) -> str:
        found = await client.call_tool(name, arguments)
        assert found.is_error
        text: str = found.content[0].text  # type: ignore[union-attr]
        assert "\n" not in text
        return text

    return connected(library, call)


@pytest.fixture
def closed(open_tiny: Open, seeds: Path, tmp_path: Path) -> Library:
    """A library with one open document and one that only the role 7 may read."""
    (seeds / "staff").mkdir()
    (seeds / "staff" / ".quothaccess").write_text("roles: [7]\n")
    (seeds / "staff" / "pay.md").write_text("# Pay\n\nThe lighthouse keeper is paid on Fridays.\n")
    (seeds / "ferry.md").write_text("# Ferry\n\nThe ferry leaves at nine.\n")
    library = open_tiny(seeds, tmp_path / "index", links=Links.parse("https://d.example/{stem}/#{heading}"))
    library.sync()
    return library


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_assistant_asks_follows_up_and_opens_the_document(bundled: Library, mode: Literal["auto", "legacy"]) -> None:
    async def converse(client: Client) -> None:
        assert "answered is false" in (client.instructions or "")
        question = "When was Ernesto Miranda arrested?"
        first = (await client.call_tool("ask", {"question": question})).structured_content
        assert first["answered"]
        best = first["quotes"][0]
        assert "March 13, 1963" in best["text"]
        asked = {"question": "And where?", "history": [question], "quoted": best["id"]}
        then = (await client.call_tool("ask", asked)).structured_content
        assert "Phoenix" in then["quotes"][0]["text"]
        around = (await client.call_tool("context", {"id": best["id"]})).structured_content
        uri = documents.uri_of(best["document"])
        (text,) = (await client.read_resource(uri)).contents
        assert text.text[best["start"] : best["end"]] == best["text"]  # type: ignore[union-attr]
        assert around["before"] + best["text"] + around["after"] in text.text  # type: ignore[union-attr]
        assert text.meta["sha256"] == best["sha256"]  # type: ignore[index]
        assert uri in [each.uri for each in (await client.list_resources()).resources]

    connected(bundled, converse, mode=mode)


def test_the_sources_silence_is_told(bundled: Library) -> None:
    found = called(bundled, "ask", question="Who won the chess championship of Peru in 1980?")
    assert (found["answered"], found["quotes"]) == (False, [])
    assert found["nearest"]


def test_passages_are_found_whether_or_not_they_answer(bundled: Library) -> None:
    found = called(bundled, "find_passages", query="leap second", count=12)["passages"]
    assert len(found) == 12
    assert len({each["id"] for each in found}) == 12
    assert "leap second" in found[0]["text"]
    everything = {document.path: bundled.text(document, access=PUBLIC) for document in bundled.documents(access=PUBLIC)}
    for each in found:
        assert everything[each["document"]][each["start"] : each["end"]] == each["text"]


def test_tools_say_that_they_only_read(bundled: Library) -> None:
    listed = connected(bundled, lambda client: client.list_tools()).tools
    assert [tool.name for tool in listed] == ["ask", "find_passages", "context", "sources"]
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed)
    assert all(tool.description and tool.input_schema["type"] == "object" for tool in listed)


def test_what_a_rule_limits_is_nowhere(closed: Library) -> None:
    assert [each["document"] for each in called(closed, "sources")["documents"]] == ["ferry.md"]
    for tool, argument in (("ask", "question"), ("find_passages", "query")):
        for access, there in ((PUBLIC, False), (Person(roles=frozenset({7})), True)):
            found = json.dumps(called(closed, tool, access, **{argument: "When is the lighthouse keeper paid?"}))
            assert ("Fridays" in found) == there
    (hidden,) = [quote for quote in called(closed, "find_passages", UNLIMITED, query="keeper paid")["passages"]
                 if quote["document"] == "staff/pay.md"]  # fmt: skip
    assert "No quote has the id" in refused(closed, "context", id=hidden["id"])

    async def look(client: Client) -> None:
        assert [each.name for each in (await client.list_resources()).resources] == ["ferry.md"]
        for path in ("staff/pay.md", "staff/none.md"):  # the same words: not even that it exists is told
            with pytest.raises(MCPError, match=f"There is no document 'quoth://documents/{path}'"):
                await client.read_resource(documents.uri_of(path))

    connected(closed, look)


def test_results_link_to_the_originals(closed: Library) -> None:
    (document,) = called(closed, "sources")["documents"]
    assert document["url"] == "https://d.example/ferry/"
    (quote,) = called(closed, "find_passages", query="When does the ferry leave?")["passages"]
    assert quote["url"] == "https://d.example/ferry/#:~:text=The%20ferry%20leaves%20at%20nine"


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("ask", {}, "question: Field required"),
        ("ask", {"question": ""}, "question: String should have at least 1 character"),
        ("ask", {"question": "x" * 2001}, "question: String should have at most 2000 characters"),
        ("ask", {"question": "Who?", "history": ["x" * 2001]}, "history.0: String should have at most 2000 characters"),
        ("ask", {"question": "Who?", "quotes": 99}, "quotes: Input should be less than or equal to 15"),
        ("ask", {"question": "Who?", "history": "x"}, "history: Input should be a valid list"),
        ("ask", {"question": "Who?", "sources": "x"}, "sources: Extra inputs are not permitted"),
        ("ask", {"question": "Who?", "since": "soon"}, "since is 'soon'; give a date such as 2026-01-31"),
        ("ask", {"question": "Who?", "source": "nowhere/*"}, "No document matches source 'nowhere/*'"),
        ("ask", {"question": "Who?", "language": "Klingon"}, "language is 'Klingon', and nothing in the library"),
        ("context", {"id": "x"}, "No quote has the id 'x'; ask again"),
    ],
)
def test_arguments_that_cannot_be_used_get_a_sentence(
    closed: Library, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(closed, tool, **arguments)


def test_there_are_no_other_tools(closed: Library) -> None:
    with pytest.raises(MCPError, match="There is no tool 'delete'"):
        connected(closed, lambda client: client.call_tool("delete", {}))


def test_lists_come_in_pages(closed: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abcde":
        (closed.seeds / f"{name}.md").write_text(f"The {name} is a letter of the alphabet.")
    closed.sync()
    monkeypatch.setattr(tools, "MAX_LISTED", 4)
    monkeypatch.setattr(server, "MAX_RESOURCES", 4)
    first = called(closed, "sources")
    second = called(closed, "sources", cursor=first["next_cursor"])
    paths = ["a.md", "b.md", "c.md", "d.md", "e.md", "ferry.md"]
    assert [each["document"] for page in (first, second) for each in page["documents"]] == paths
    assert (first["total"], second["next_cursor"]) == (6, None)

    async def pages(client: Client) -> list[str]:
        one = await client.list_resources()
        two = await client.list_resources(cursor=one.next_cursor)
        assert two.next_cursor is None
        return [each.name for page in (one, two) for each in page.resources]

    assert connected(closed, pages) == paths


def test_a_long_document_is_read_in_pieces(closed: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_READ_CHARS", 10)

    async def read(client: Client) -> str:
        uri, text = documents.uri_of("ferry.md"), ""
        while True:
            (piece,) = (await client.read_resource(uri)).contents
            assert piece.meta is not None
            assert piece.meta["start"] == len(text)
            text += piece.text  # type: ignore[union-attr]
            assert piece.meta["end"] == len(text)
            if "next" not in piece.meta:
                assert piece.meta["length"] == len(text)
                return text
            uri = piece.meta["next"]

    assert connected(closed, read) == (closed.seeds / "ferry.md").read_text()


@pytest.mark.parametrize(
    "uri",
    ["quoth://documents/none.md", "quoth://documents/../.env", "quoth://documents/%2e%2e/x", "file:///etc/passwd", "quoth://x/ferry.md",
     "quoth://documents/ferry.md?start=x", "quoth://documents/ferry.md?start=-1", "quoth://documents/", "ferry.md", "quoth://[/"],
)  # fmt: skip
def test_a_uri_that_names_no_document_is_refused(closed: Library, uri: str) -> None:
    with pytest.raises(MCPError, match="There is no document"):
        connected(closed, lambda client: client.read_resource(uri))


def test_a_piece_after_the_end_is_refused(closed: Library) -> None:
    with pytest.raises(MCPError, match=r"The text of ferry.md ends at \d+, before 999"):
        connected(closed, lambda client: client.read_resource("quoth://documents/ferry.md?start=999"))


def test_a_library_that_cannot_be_opened_is_told_and_tried_again(closed: Library) -> None:
    tries: list[Library | None] = [None, None, closed]

    def open_library() -> Library:
        library = tries.pop(0)
        if library is None:
            raise QuothError("The disk is full", "make room")
        return library

    async def call_twice(opened: OpenedLibrary) -> None:
        async with Client(quote_server(opened, PUBLIC)) as client:
            with pytest.raises(MCPError, match="The disk is full; make room"):
                await client.list_resources()
            failed = await client.call_tool("sources", {})
            assert failed.is_error
            assert failed.content[0].text == "The disk is full; make room."  # type: ignore[union-attr]
            assert not (await client.call_tool("sources", {})).is_error

    with closing(OpenedLibrary(open_library)) as opened:
        asyncio.run(call_twice(opened))


def test_a_rule_that_becomes_narrower_holds_while_the_server_runs(closed: Library) -> None:
    async def watch(client: Client) -> None:
        assert (await client.call_tool("sources", {})).structured_content["total"] == 1
        (closed.seeds / ".quothaccess").write_text("roles: [8]\n")
        for _ in range(200):
            if not (await client.call_tool("sources", {})).structured_content["total"]:
                return
            await asyncio.sleep(0.1)
        raise AssertionError("it does not hold")

    connected(closed, watch)


def test_a_client_that_leaves_during_the_first_sync_does_not_wait_for_its_end(closed: Library) -> None:
    end = threading.Event()

    def open_library() -> Library:
        end.wait(60)
        return closed

    async def leave(opened: OpenedLibrary) -> None:
        async with Client(quote_server(opened, PUBLIC)) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.call_tool("sources", {}), 0.3)

    began = time.monotonic()
    with closing(OpenedLibrary(open_library)) as opened:
        asyncio.run(leave(opened))
    assert time.monotonic() - began < 30
    end.set()
    opened.start().result(timeout=30)
    opened.close()


# -- as processes ------------------------------------------------------------------------------------------------------


@pytest.fixture
def environment(closed: Library, tmp_path: Path) -> dict[str, str]:
    """The settings of a library of the same seeds, for another process: its model needs no torch there."""
    (tmp_path / "empty").mkdir()
    index, model = tmp_path / "served", "sentence-transformers/all-MiniLM-L6-v2"
    with Library.open(closed.seeds, index, model, reader="none") as library:
        library.sync()
    return {
        "SEEDS_DIR": str(closed.seeds), "INDEX_DIR": str(index), "EMBEDDING_MODEL": model,
        "READER": "none", "MCP_TOKEN": TOKEN, "PYTHONPATH": str(Path(__file__).parents[3]), "HF_HUB_OFFLINE": "1",
    }  # fmt: skip


COMMAND = ("-W", "error::ResourceWarning", "-m", "bot", "mcp")


def test_a_client_starts_it_and_speaks_over_standard_input(environment: dict[str, str], tmp_path: Path) -> None:
    server = StdioServerParameters(command=sys.executable, args=[*COMMAND], env=environment, cwd=tmp_path / "empty")

    async def ask() -> Any:
        async with Client(server) as client:
            return (await client.call_tool("find_passages", {"query": "When does the ferry leave?"})).structured_content

    assert asyncio.run(ask())["passages"][0]["text"] == "The ferry leaves at nine."


@pytest.fixture
def port(environment: dict[str, str], tmp_path: Path) -> Iterator[int]:
    """The port of a server that speaks HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    command = [sys.executable, *COMMAND, "--http", "--port", str(number)]
    with subprocess.Popen(command, env=environment, cwd=tmp_path / "empty", stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.05)
        yield number
        process.terminate()
        _, said = process.communicate(timeout=30)
    assert said.decode() == f"Serving http://127.0.0.1:{number}/mcp to clients that send MCP_TOKEN; Ctrl+C stops.\n"


def test_over_http_it_demands_the_token_and_this_machine(port: int) -> None:
    url = f"http://127.0.0.1:{port}/mcp"
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accepted = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {TOKEN}"}

    def status(**headers: str) -> int:
        return httpx2.post(url, json=message, headers={**accepted, **headers}).status_code

    assert status(Authorization="") == status(Authorization=f"Bearer {TOKEN}x") == status(Authorization=TOKEN) == 401
    assert status(Host="quoth.example") == status(Host=f"127.0.0.1.example:{port}") == 421
    assert (
        status(Origin="https://evil.example") == status(Origin="null") == status(Origin="http://localhost:3000") == 403
    )
    assert httpx2.post(url, content=b"x" * (2 << 20), headers=accepted).status_code == 413

    async def ask() -> Any:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            return (await client.call_tool("sources", {})).structured_content

    assert asyncio.run(ask())["total"] == 1


@pytest.mark.parametrize(
    ("token", "sentence"),
    [("", "MCP_TOKEN has 0 characters, and must have 16 or more"), ("geheim", "MCP_TOKEN has 6 characters")],
)
def test_over_http_it_demands_a_token_that_nobody_guesses(
    environment: dict[str, str], tmp_path: Path, token: str, sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, *COMMAND, "--http"], env={**environment, "MCP_TOKEN": token}, cwd=tmp_path / "empty",
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "geheim" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_port_that_nothing_would_use_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, *COMMAND, "--port", "9000"], env=environment, cwd=tmp_path / "empty",
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "quoth: --port is for HTTP; add --http.\n")


def test_a_port_that_is_taken_is_named(environment: dict[str, str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, *COMMAND, "--http", "--port", str(number)], env=environment, cwd=tmp_path / "empty",
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(f"quoth: Port {number} of 127.0.0.1 cannot be opened (")
    assert done.stderr.count("\n") == 1
