"""What the page says of a measurement: progress, the proof, or that it was stopped, and nothing that is out of date."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import gradio as gr
import pytest

from explorer.measuring import Proof, TooLarge
from explorer.spec import Spec
from explorer.ui.handlers import NOTHING, Handlers
from explorer.ui.proved import proved
from explorer.ui.text import words
from explorer.worker.flights import Answers, Failed
from tests.apart import run

REQUEST = SimpleNamespace(session_hash="session", headers={})
PROOF = Proof("an abacus", "cpu", 1234.5, 1570.0, 5, "float32", 4_000_000, 69, 69, (), "2.13.0",
              "2026-01-02T03:04:05+00:00")
QUERY = Spec(18).to_query()
SIGNAL = f"diagram=signal&{QUERY}"


class Desk:
    """A place where the test answers."""

    def __init__(self):
        self.shared, self.flights = [0, 0, 1], []

    def begin(self, flight, function, question):
        self.flights.append(flight)


class Page:
    """A page, and the measurements it has asked for, of which each says what it says."""

    def __init__(self):
        self.desk = Desk()
        proofs, records = Answers(self.desk, None, 4), Answers(self.desk, None, 4)
        self.handlers, self.stoppable = Handlers(SimpleNamespace(proof=proofs.ask, record=records.ask)), False

    async def measure(self, query=QUERY, **more):
        said = []

        async def listen():
            async for sentence, stop in self.handlers.prove(gr.EventData(None, {"query": query, **more}), REQUEST):
                said.append(sentence)
                self.stoppable = stop.get("interactive", self.stoppable)

        return await self._begun(listen()), said

    async def experiment(self, number, query=SIGNAL):
        said = []

        async def listen():
            async for answer in self.handlers.experiment(gr.EventData(None, {"query": query, "run": number}), REQUEST):
                said.append(answer)

        return await self._begun(listen()), said

    async def _begun(self, listening):
        task = asyncio.ensure_future(listening)
        await asyncio.sleep(0)
        return task

    def halt(self, number):
        self.handlers.halt(gr.EventData(None, {"run": number}), REQUEST)

    def answer(self, proof=PROOF):
        self.desk.flights[-1].future.set_result(proof)

    def stop(self):
        self.handlers.leave(REQUEST)


@pytest.fixture
def page():
    return Page()


def test_a_measurement_is_waited_for_and_told(page):
    async def scene():
        task, said = await page.measure()
        page.answer()
        await task
        return said

    assert run(scene()) == [words()["proof.waiting"], proved(PROOF, Spec(18), words())]


def test_there_is_something_to_stop_while_it_runs_and_not_after(page):
    async def scene():
        task, _ = await page.measure()
        running = page.stoppable
        page.answer()
        await task
        return running, page.stoppable

    assert run(scene()) == (True, False)


def test_stop_ends_what_runs_and_says_so(page):
    async def scene():
        task, said = await page.measure()
        page.stop()
        await task
        return said

    assert run(scene())[-1] == "Stopped."
    assert page.desk.flights[0].stopped


def test_stop_does_nothing_where_nothing_runs(page):
    async def scene():
        page.stop()
        task, said = await page.measure()
        page.answer()  # and before the page has looked
        page.stop()
        await task
        page.stop()
        return said

    assert run(scene())[-1] == proved(PROOF, Spec(18), words())


def test_a_page_that_asks_for_another_network_is_told_of_that_only(page):
    async def scene():
        first, told_first = await page.measure()
        second, told_second = await page.measure(Spec(34).to_query())
        page.answer()
        await asyncio.gather(first, second)
        return told_first, told_second[-1]

    assert run(scene()) == ([words()["proof.waiting"], NOTHING], proved(PROOF, Spec(34), words()))
    assert [flight.stopped for flight in page.desk.flights] == [True, False]


@pytest.mark.parametrize(("more", "measured"), [({}, 1), ({"anew": False}, 1), ({"anew": True}, 2)])
def test_measure_again_measures_again_and_drawing_does_not(page, more, measured):
    async def scene():
        task, _ = await page.measure()
        page.answer()
        await task
        task, _ = await page.measure(**more)
        if measured == 2:
            page.answer()
        await task

    run(scene())
    assert len(page.desk.flights) == measured


def test_measure_again_joins_what_runs(page):
    async def scene():
        first, _ = await page.measure()
        second, said = await page.measure(anew=True)
        page.answer()
        await asyncio.gather(first, second)
        return said

    assert run(scene())[-1] == proved(PROOF, Spec(18), words())
    assert len(page.desk.flights) == 1


@pytest.mark.parametrize("problem", [Failed("ended"), TooLarge("full", device="CPU", needed="1 B")])
def test_what_goes_wrong_is_told_in_the_page_s_words(page, monkeypatch, problem):
    monkeypatch.setattr("explorer.ui.handlers.words", lambda _: {**words(), f"refused.{problem.key}": "in its words"})

    async def scene():
        task, said = await page.measure()
        page.desk.flights[-1].future.set_exception(problem)
        await task
        return said

    assert run(scene())[-1] == words()["proof.failed"].format(problem="in its words")


def test_an_experiment_is_carried_out_and_told_with_the_number_of_its_run(page):
    async def scene():
        task, said = await page.experiment(7)
        page.answer()
        await task
        return said

    assert [(told["run"], told.get("done")) for told in run(scene())] == [("7", None), ("7", True)]


@pytest.mark.parametrize("halted_late", [False, True])
def test_an_experiment_that_is_stopped_and_begun_again_goes_on(page, halted_late):
    """Whether the server is told of the end before or after it is told of the new beginning."""
    async def scene():
        first, told_first = await page.experiment(1)
        if not halted_late:
            page.halt(1)
        second, told_second = await page.experiment(2)
        if halted_late:
            page.halt(1)
        page.answer()
        await asyncio.gather(first, second)
        return told_first[-1], told_second[-1]["done"]

    assert run(scene()) == (NOTHING, True)


def test_what_was_stopped_is_told_nothing(page):
    async def scene():
        task, said = await page.experiment(1)
        page.halt(1)
        await task
        return said[-1], page.desk.flights[0].stopped

    assert run(scene()) == (NOTHING, True)


def test_a_proof_says_what_was_measured_how_and_when():
    told = proved(PROOF, Spec(18, 320, 240), words())
    for part in ("ResNet-18, 3×320×240, on an abacus", "**1.23 s** to build", "**1.57 s** forward: batch 1, float32, ",
                 "evaluation mode, median of 5 passes", "**4.00 MB** peak memory", "at 2026-01-02 03:04:05 UTC"):
        assert part in told


@pytest.mark.parametrize(("changed", "told"), [
    ({"runs": 1}, "evaluation mode, one pass, "), ({"precision": "tf32"}, "convolutions in TF32"),
    ({"peak_bytes": None}, "not measured"),
    ({"mismatches": ("fc", "relu")}, "but not fc, relu"), ({"forward_ms": 723_000}, "12 min 3 s** forward"),
])
def test_a_proof_says_what_is_not_as_usual(changed, told):
    assert told in proved(replace(PROOF, **changed), Spec(18), words())
    assert told not in proved(PROOF, Spec(18), words())
