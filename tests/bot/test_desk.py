"""Questions are answered in their order, those that wait together, and whatever goes wrong with one stops no other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Desk
from bot.messages.autocomplete import DocumentChoices
from bot.state.state import State
from bot.tickets import Busy, Reply, Request
from retrieval import UNLIMITED, Answer, Filter, Library, Query, Quote
from retrieval import library as library_module
from retrieval.errors import IndexMissing, QueryError
from retrieval.search.pipeline import BATCH_SIZE, READING_BATCH_SIZE

Open = Callable[..., Library]
DeskOf = Callable[..., Desk]

EELS = "# Eels\n\nEuropean eels spawn in the Sargasso Sea.\n\nNobody has seen it.\n"


class Gate:
    """Stands before the library: it notes which questions come together and lets none through while it is closed."""

    def __init__(self, library: Library) -> None:
        self.open = threading.Event()
        self.open.set()
        self.groups: list[list[str]] = []
        self._ask_all = library.ask_all

    @property
    def asked(self) -> list[str]:
        return [question for group in self.groups for question in group]

    def ask_all(self, queries: Sequence[Query]) -> list[Answer | Exception]:
        if queries:
            self.groups.append([query.question for query in queries])
        assert self.open.wait(10)
        return self._ask_all(queries)


@pytest.fixture(scope="module")
def library(keep_tiny: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two small documents; a test that changes one of them puts it back."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "seeds" / "news").mkdir(parents=True)
    (folder / "seeds" / "news" / "eels.md").write_text(EELS)
    (folder / "seeds" / "pump.txt").write_text("The handle of the pump was removed in September.\n")
    library = keep_tiny(folder / "seeds", folder / "index")
    library.sync()
    return library


@pytest.fixture
def gate(library: Library, monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate(library)
    monkeypatch.setattr(library, "ask_all", gate.ask_all)
    return gate


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "state.sqlite", keep_days=30) as state:
        yield state


@pytest.fixture
def desk_of(library: Library, state: State) -> Iterator[DeskOf]:
    """A desk in the library, which is closed at the end."""
    made: list[Desk] = []

    def make(most: int = 100, *, list_unanswered: bool = False) -> Desk:
        made.append(Desk(library, state, max_waiting=most, list_unanswered=list_unanswered))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


def request(question: str = "Where do eels spawn?", **more: Any) -> Request:
    usual = {"person": 1, "channel": 10, "server": 7, "access": UNLIMITED, "is_private": False}
    return Request(question, **usual | more)


def run(work: Coroutine[Any, Any, None]) -> None:
    async def soon() -> None:
        async with asyncio.timeout(20):
            await work

    asyncio.run(soon())


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


def test_questions_are_answered_in_the_order_they_came(desk_of: DeskOf, gate: Gate) -> None:
    async def work() -> None:
        desk, done = desk_of(), list[str]()
        gate.open.clear()
        tickets = [desk.submit(request("eels 0?"))]
        await until(lambda: gate.asked == ["eels 0?"])
        tickets += [desk.submit(request(f"eels {number}?")) for number in range(1, 6)]
        for ticket in tickets:
            ticket.reply.add_done_callback(lambda reply: done.append(reply.result().answer.question))
        assert [ticket.ahead for ticket in tickets] == [0, 1, 2, 3, 4, 5]
        assert desk.waiting == 6
        gate.open.set()
        await asyncio.gather(*(ticket.reply for ticket in tickets))
        assert done == gate.asked == [f"eels {number}?" for number in range(6)]
        assert desk.waiting == 0
        assert desk.submit(request()).ahead == 0

    run(work())


def test_the_loop_goes_on_while_the_library_is_at_work(desk_of: DeskOf, gate: Gate) -> None:
    async def work() -> None:
        desk = desk_of()
        gate.open.clear()
        ticket = desk.submit(request())
        assert await desk.call_state(lambda: 7) == 7
        assert await desk.in_thread(lambda number: number + 1, 7) == 8
        assert not ticket.reply.done()
        gate.open.set()
        await ticket.reply

    run(work())


def test_more_questions_than_allowed_are_refused_until_one_is_answered(desk_of: DeskOf, gate: Gate) -> None:
    async def work() -> None:
        desk = desk_of(3)  # of which one server may have two
        gate.open.clear()
        tickets = [desk.submit(request()), desk.submit(request())]
        for _ in range(2):
            with pytest.raises(Busy):
                desk.submit(request("one too many"))
        gate.open.set()
        await asyncio.gather(*(ticket.reply for ticket in tickets))
        await desk.submit(request("again")).reply
        assert "one too many" not in gate.asked

    run(work())


def test_a_server_that_floods_the_queue_leaves_room_and_the_next_turns_to_the_others(
    desk_of: DeskOf, gate: Gate, library: Library
) -> None:
    async def work() -> None:
        desk = desk_of(2 * library.batch_size + 20)
        gate.open.clear()
        tickets = [desk.submit(request("first", server=1))]
        await until(lambda: gate.asked == ["first"])
        for number in range(library.batch_size + 9):
            tickets.append(desk.submit(request("flood", person=number % 7, server=1)))
        with pytest.raises(Busy):
            desk.submit(request("too many", server=1))
        others = [desk.submit(request("elsewhere", server=2)), desk.submit(request("direct", server=None))]
        assert [ticket.ahead for ticket in others] == [2, 3]  # after the first, and one of the flood
        gate.open.set()
        await asyncio.gather(*(ticket.reply for ticket in tickets + others))
        assert gate.groups[1][:4] == ["flood", "elsewhere", "direct", "flood"]
        desk.submit(request("room again", server=1)).withdraw()

    run(work())


@pytest.mark.parametrize(("is_guest", "ahead"), [(False, [2, 3, 4]), (True, [2, 4, 6])])
def test_servers_in_which_the_bot_is_a_guest_have_their_turns_together(
    desk_of: DeskOf, gate: Gate, is_guest: bool, ahead: list[int]
) -> None:
    async def work() -> None:
        desk = desk_of(50)
        gate.open.clear()
        tickets = [desk.submit(request("first", server=1))]
        await until(lambda: gate.asked == ["first"])
        tickets += [desk.submit(request("next", server=1)) for _ in range(3)]
        guests = [desk.submit(request("there", server=server, is_guest=is_guest)) for server in (2, 3, 4)]
        assert [ticket.ahead for ticket in guests] == ahead
        gate.open.set()
        await asyncio.gather(*(ticket.reply for ticket in tickets + guests))

    run(work())


def test_a_question_that_is_withdrawn_is_neither_answered_nor_remembered_and_leaves_its_place(
    desk_of: DeskOf, gate: Gate, state: State
) -> None:
    async def work() -> None:
        desk = desk_of(3)
        gate.open.clear()
        at_work = desk.submit(request("Where is it?", person=5))
        await until(lambda: gate.asked == ["Where is it?"])
        queued = desk.submit(request("withdrawn", person=6))
        with pytest.raises(Busy):
            desk.submit(request())
        for ticket in (queued, at_work):
            ticket.withdraw()
        await until(lambda: desk.waiting == 0)
        kept = desk.submit(request(person=7))
        gate.open.set()
        await kept.reply
        kept.withdraw()
        assert gate.asked == ["Where is it?", "Where do eels spawn?"]
        assert [ticket.is_withdrawn for ticket in (queued, at_work, kept)] == [True, True, False]
        assert [state.stored_about(person)["answers"] for person in (5, 6, 7)] == [0, 0, 1]

    run(work())


def test_answering_pauses_for_who_is_being_told_to_wait_but_not_for_long(
    desk_of: DeskOf, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        desk = desk_of()
        async with desk.urgent.turn(0.0):
            ticket = desk.submit(request("told first"))
            await asyncio.sleep(0.05)
            assert gate.asked == []
        await ticket.reply
        monkeypatch.setattr(desk.urgent, "_pause", 0.01)
        async with desk.urgent.turn(0.0):
            await desk.submit(request("nobody waits for ever")).reply

    run(work())


def test_finishing_waits_for_what_is_in_hand_and_takes_nothing_new(desk_of: DeskOf, gate: Gate) -> None:
    async def work() -> None:
        desk = desk_of()
        gate.open.clear()
        tickets = [desk.submit(request()), desk.submit(request())]
        finishing = asyncio.create_task(desk.finish(10))
        await until(lambda: bool(gate.asked))
        await asyncio.sleep(0.03)
        assert not finishing.done()
        with pytest.raises(Busy):
            desk.submit(request())
        gate.open.set()
        assert await finishing == 0
        assert all(isinstance(ticket.reply.result(), Reply) for ticket in tickets)

    run(work())


def test_finishing_waits_no_longer_than_it_was_told(desk_of: DeskOf, gate: Gate) -> None:
    async def work() -> None:
        desk = desk_of()
        gate.open.clear()
        tickets = [desk.submit(request())]
        await until(lambda: bool(gate.asked))
        tickets.append(desk.submit(request("dropped")))
        assert await desk.finish(0.05) == 2
        threading.Timer(0.05, gate.open.set).start()
        desk.close()
        with pytest.raises(asyncio.CancelledError):
            await tickets[1].reply
        assert isinstance(await tickets[0].reply, Reply)
        assert "dropped" not in gate.asked

    run(work())


def test_a_desk_that_is_closed_refuses_instead_of_breaking(desk_of: DeskOf) -> None:
    async def work() -> None:
        desk = desk_of()
        desk.close()
        desk.close()
        with pytest.raises(Busy):
            desk.submit(request())

    run(work())


def test_who_stops_waiting_holds_up_nobody(desk_of: DeskOf, gate: Gate) -> None:
    async def ask(desk: Desk, question: str) -> Reply:
        return await desk.submit(request(question)).reply

    async def work() -> None:
        desk = desk_of(5)
        gate.open.clear()
        askers = [asyncio.create_task(ask(desk, "gone at work"))]
        await until(lambda: gate.asked == ["gone at work"])
        askers += [asyncio.create_task(ask(desk, question)) for question in ("gone in the queue", "stays")]
        await until(lambda: desk.waiting == 3)
        for asker in askers[:2]:
            asker.cancel()
        await asyncio.gather(*askers[:2], return_exceptions=True)
        assert desk.waiting == 1
        gate.open.set()
        assert (await askers[2]).answer.question == "stays"
        assert (await ask(desk, "comes later")).answer.question == "comes later"
        assert gate.asked == ["gone at work", "stays", "comes later"]
        assert desk.waiting == 0
        assert await desk.finish(1) == 0

    run(work())


@pytest.mark.parametrize(("reader", "most"), [(None, BATCH_SIZE), ("bundled", READING_BATCH_SIZE)])
def test_what_waits_is_answered_together_but_not_more_than_a_few(
    desk_of: DeskOf, gate: Gate, library: Library, reader: str | None, most: int
) -> None:
    async def work() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(library, "_named_reader", reader)
            desk = desk_of()
        gate.open.clear()
        tickets = [desk.submit(request("first"))]
        await until(lambda: gate.asked == ["first"])
        tickets += [desk.submit(request(f"eels {number}?", person=number)) for number in range(most + 3)]
        gate.open.set()
        replies = await asyncio.gather(*(ticket.reply for ticket in tickets))
        assert [len(group) for group in gate.groups] == [1, most, 3]
        assert [reply.answer.question for reply in replies] == gate.asked
        assert [reply.remembered.person for reply in replies] == [1, *range(most + 3)]

    run(work())


def test_what_is_wrong_with_one_question_reaches_who_asked_it_and_nobody_it_was_answered_with(
    desk_of: DeskOf, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = library_module.find_answers

    def search(*arguments: Any) -> Any:
        if any(query.question == "break" for query in arguments[-1]):
            raise RuntimeError("a defect")
        return real(*arguments)

    monkeypatch.setattr(library_module, "find_answers", search)

    async def work() -> None:
        desk = desk_of()
        gate.open.clear()
        first = desk.submit(request())
        await until(lambda: bool(gate.asked))
        broken, impossible, repeated, empty, fine = (
            desk.submit(request("break")),
            desk.submit(request(only=Filter("nothing*"))),
            desk.submit(request(only=Filter("nothing*"), is_own=False)),
            desk.submit(request(" \n")),
            desk.submit(request("What about eels?")),
        )
        gate.open.set()
        assert isinstance(await first.reply, Reply)
        with pytest.raises(RuntimeError, match="a defect"):
            await broken.reply
        with pytest.raises(QueryError, match="nothing"):
            await impossible.reply
        assert not (await repeated.reply).answer.answered  # who chose no source is not told of one
        with pytest.raises(QueryError, match="empty"):
            await empty.reply
        assert isinstance(await fine.reply, Reply)
        assert gate.groups[1] == ["break", *["Where do eels spawn?"] * 2, "What about eels?"]
        await until(lambda: desk.waiting == 0)

    run(work())


def test_a_question_before_the_first_sync_is_told_so_and_the_one_after_it_is_answered(
    open_tiny: Open, seeds: Path, tmp_path: Path, state: State
) -> None:
    (seeds / "eels.md").write_text(EELS)
    library = open_tiny(seeds, tmp_path / "index")
    desk = Desk(library, state, max_waiting=5, list_unanswered=False)

    async def work() -> None:
        with pytest.raises(IndexMissing):
            await desk.submit(request()).reply
        with pytest.raises(IndexMissing):
            await desk.refresh()
        assert desk.documents == []
        library.sync()
        assert await desk.refresh() == 1
        assert [document.path for document in desk.documents] == ["eels.md"]
        assert isinstance(await desk.submit(request()).reply, Reply)

    run(work())
    desk.close()


def test_a_reply_is_remembered_with_all_its_quotes_and_what_was_searched(desk_of: DeskOf, state: State) -> None:
    async def work() -> None:
        desk = desk_of(list_unanswered=True)
        first = await desk.submit(request()).reply
        assert first.quotes == (first.answer.quotes or first.answer.nearest) != ()
        assert first.remembered.documents == 2
        assert [shown.id for shown in first.remembered.quotes] == [quote.id for quote in first.quotes if quote]
        second = await desk.submit(
            request(
                "how many?",
                person=2,
                channel=11,
                only=Filter("news"),
                previous=first.remembered.id,
                parent=9,
                message=99,
            )
        ).reply
        place = second.remembered
        assert (place.server, place.parent, place.asking_message, place.is_private) == (7, 9, 99, False)
        assert (second.remembered.documents, second.remembered.person, second.remembered.channel) == (1, 2, 11)
        assert {quote.document for quote in second.quotes if quote} == {"news/eels.md"}
        assert await desk.call_state(state.history, second.remembered.id) == ["Where do eels spawn?", "how many?"]
        silent = [reply.answer.question for reply in (first, second) if not reply.answer.answered]
        assert sorted(question for question, *_ in state.unanswered()) == sorted(silent)

    run(work())


def test_a_follow_up_may_be_about_the_document_that_was_quoted(desk_of: DeskOf) -> None:
    async def work() -> None:
        desk = desk_of()
        first = await desk.submit(request("what is news/eels.md about?")).reply
        second = await desk.submit(request("what is it about?", previous=first.remembered.id)).reply
        assert first.answer.answered
        assert first.answer.quotes[0].document == "news/eels.md"
        assert second.answer.quotes == first.answer.quotes
        alone = await desk.submit(request("what is it about?")).reply
        assert alone.answer.confidence != first.answer.confidence

    run(work())


@pytest.mark.parametrize("is_answered", [True, False])
def test_of_what_was_overheard_only_answers_are_kept_and_words_of_others_never(
    desk_of: DeskOf, state: State, library: Library, monkeypatch: pytest.MonkeyPatch, is_answered: bool
) -> None:
    found = library.ask("eels", access=UNLIMITED)
    quotes = found.quotes + found.nearest
    said = Answer("eels?", is_answered, 0.5, 1.0, quotes if is_answered else (), () if is_answered else quotes)
    monkeypatch.setattr(library, "ask_all", lambda queries: [said] * len(queries))

    async def work() -> None:
        desk = desk_of(list_unanswered=True)
        overheard = await desk.submit(request(is_overheard=True)).reply
        assert overheard.answer == said
        assert (state.answer(overheard.remembered.id) is not None) == is_answered
        theirs = await desk.submit(request(person=2, is_own=False)).reply
        assert theirs.quotes == quotes
        assert state.answer(theirs.remembered.id).question is None  # type: ignore[union-attr]
        assert state.unanswered() == []

    run(work())


def test_who_is_forgotten_while_their_questions_wait_is_forgotten_with_them(
    desk_of: DeskOf, state: State, gate: Gate
) -> None:
    async def work() -> None:
        desk = desk_of(list_unanswered=True)
        gate.open.clear()
        tickets = [desk.submit(request(f"eels {n}?", person=person)) for n, person in enumerate((1, 2, 1))]
        await until(lambda: bool(gate.asked))
        await desk.forget(1)
        gate.open.set()
        replies = [await ticket.reply for ticket in tickets]
        assert [sum(state.stored_about(person).values()) for person in (1, 2)] == [0, 2]
        assert all(reply.answer.quotes or reply.answer.nearest for reply in replies)
        assert [state.answer(reply.remembered.id) is not None for reply in replies] == [False, True, False]
        await desk.submit(request("eels 3?")).reply
        assert sum(state.stored_about(1).values()) == 2
        remember = state.remember

        def forgotten_meanwhile(*args: Any, **options: Any) -> Any:
            remembered = remember(*args, **options)
            asyncio.run_coroutine_threadsafe(desk.forget(1), loop).result(10)
            return remembered

        loop = asyncio.get_running_loop()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(state, "remember", forgotten_meanwhile)
            await desk.submit(request("eels 4?")).reply
        assert sum(state.stored_about(1).values()) == 0

    run(work())


def test_an_answer_that_cannot_be_remembered_is_given_all_the_same(desk_of: DeskOf, state: State) -> None:
    async def work() -> None:
        desk = desk_of()
        state.close()
        reply = await desk.submit(request()).reply
        assert reply.quotes
        assert reply.remembered.id

    run(work())


def test_quotes_are_found_again_as_they_were_shown_while_they_are_there(desk_of: DeskOf, library: Library) -> None:
    async def work() -> None:
        desk = desk_of()
        reply = await desk.submit(request()).reply
        assert await desk.quotes_of(reply.remembered, UNLIMITED, None) == reply.quotes
        shown = [quote for quote in reply.quotes if isinstance(quote, Quote)]
        eels = next(quote for quote in shown if quote.document == "news/eels.md")
        context = await desk.context(eels, UNLIMITED)
        assert context is not None
        assert context.before + context.quote.text + context.after in EELS
        (library.seeds / "news" / "eels.md").unlink()
        library.sync()
        assert [quote and quote.document for quote in await desk.quotes_of(reply.remembered, UNLIMITED, None)] == [
            quote.document if quote.document == "pump.txt" else None for quote in shown
        ]
        assert await desk.context(eels, UNLIMITED) is None
        (library.seeds / "news" / "eels.md").write_text(EELS)
        library.sync()
        assert await desk.quotes_of(reply.remembered, UNLIMITED, None) == reply.quotes

    run(work())


def test_documents_are_looked_through_in_a_thread_of_their_own(desk_of: DeskOf, gate: Gate) -> None:
    async def work() -> None:
        desk = desk_of()
        await desk.refresh()
        gate.open.clear()
        ticket = desk.submit(request())

        def look(offered: DocumentChoices) -> tuple[str, int]:
            return threading.current_thread().name, len(offered.documents)

        looked = await desk.look_through(look, UNLIMITED)
        assert (looked[0][:8], looked[1]) == ("choosing", 2)
        gate.open.set()
        await ticket.reply

    run(work())


def test_a_long_queue_does_not_keep_buttons_waiting(desk_of: DeskOf, gate: Gate) -> None:
    async def work() -> None:
        desk = desk_of()
        reply = await desk.submit(request()).reply
        gate.open.clear()
        waiting = [desk.submit(request()) for _ in range(5)]
        assert await desk.quotes_of(reply.remembered, UNLIMITED, None) == reply.quotes
        assert not any(ticket.reply.done() for ticket in waiting)
        gate.open.set()
        await asyncio.gather(*(ticket.reply for ticket in waiting))

    run(work())


def test_what_is_remembered_is_written_in_order(desk_of: DeskOf, state: State) -> None:
    async def work() -> None:
        desk = desk_of()
        await asyncio.gather(*(desk.call_state(state.set_meta, "key", str(number)) for number in range(50)))
        assert await desk.call_state(state.meta, "key") == "49"
        with pytest.raises(TypeError):
            await desk.call_state(state.meta)  # type: ignore[call-arg]
        assert await desk.call_state(state.meta, "key") == "49"

    run(work())
