"""Controls -> Spec -> answer. What a person can mend becomes a sentence beside the control; the picture stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from urllib.parse import parse_qsl, urlencode

import gradio as gr

from explorer.diagrams import DIAGRAMS
from explorer.laboratory import Trial
from explorer.measuring import STEPS
from explorer.spec import Invalid, Spec, choose
from explorer.ui import question
from explorer.ui.links import mended
from explorer.ui.proved import proved
from explorer.ui.text import preferred, sentence, words
from explorer.ui.waits import Waits
from explorer.worker import Worker
from explorer.worker.flights import Ask, Failed

ANSWERS = count()
RUNNING, STILL = gr.update(interactive=True), gr.update(interactive=False)  # the button that stops a measurement
NOTHING = gr.skip()  # told last, because Gradio repeats what was told last when a handler ends


class Handlers:
    """One for each question that a person can ask. What is asked comes with the question."""

    def __init__(self, worker: Worker):
        self.worker, self.proofs, self.records = worker, Waits(), Waits()

    def open_link(self, request: gr.Request) -> tuple:
        """The controls and the pictures that the page's address asks for."""
        return _opened(str(request.query_params), _text(request))

    def navigate(self, event: gr.EventData, request: gr.Request) -> tuple:
        """The same for an address that the page itself went to."""
        return _opened(_query(event), _text(request))

    def ask(self, request: gr.Request, *values: object) -> dict:
        """What to draw for these controls. Where one is wrong: what is wrong, and the last picture stays."""
        given = question.asked(values)
        if problems := question.problems(given, _text(request)):
            return _answer(asked=True, problems=problems)
        return _answer(asked=True, query=Spec(**given).to_query())

    def switch(self, request: gr.Request, *values: object) -> tuple:
        """The controls and the picture of another variant."""
        try:
            spec = question.switched(question.asked(values))
        except Invalid as problem:
            told = {problem.field: sentence(problem, _text(request))}
            return *(gr.skip() for _ in values), _answer(problems=told)
        return *question.updates(spec), _answer(query=spec.to_query())

    async def prove(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[tuple[str, dict]]:
        """Builds and runs the network on the device: progress, and then what was measured, now or for somebody before.

        `anew` measures again. A page that has asked for something else since is told nothing.
        """
        text, session = _text(request), request.session_hash
        spec, _ = Spec.from_query(_query(event))
        ask = self.worker.proof(spec, getattr(event, "anew", False) is True)  # before it leaves: it may be the same
        async for step, of in self.proofs.follow(session, ask):
            yield _progress(step, of, text), RUNNING
        if self.proofs.ended(session, ask):
            yield (_outcome(ask, spec, text) if ask.answered else text["proof.stopped"]), STILL
        else:
            yield NOTHING, NOTHING

    async def experiment(self, event: gr.EventData, request: gr.Request) -> AsyncIterator[dict]:
        """Carries out what a diagram shows, `?diagram=signal&depth=…&seed=0`: progress, and then that it is done."""
        text, session, run = _text(request), request.session_hash, _said(event, "run")
        try:
            ask = self.worker.record(_trial(_query(event)))
        except Invalid as problem:
            yield _answer(run=run, problem=sentence(problem, text))
            return
        async for step, of in self.records.follow(session, ask, run):
            said = text["trial.step" if step else "trial.waiting"].format(step=step, of=of)
            yield _answer(run=run, said=said)
        if self.records.ended(session, ask) and ask.answered:
            yield _answer(run=run, **_ending(ask, text))
        else:
            yield NOTHING

    def leave(self, request: gr.Request) -> None:
        """This page waits no more for a measurement: stopped, closed, or at another network."""
        self.proofs.leave(request.session_hash)

    def halt(self, event: gr.EventData, request: gr.Request) -> None:
        """Nor for this run of an experiment."""
        self.records.leave(request.session_hash, _said(event, "run"))

    def close(self, request: gr.Request) -> None:
        for waits in (self.proofs, self.records):
            waits.leave(request.session_hash)


def _said(event: gr.EventData, name: str) -> str:
    """What an event of the Diagram says, also one that it never sent."""
    return str(getattr(event, name, ""))


def _query(event: gr.EventData) -> str:
    return _said(event, "query")


def _text(request: gr.Request) -> dict[str, str]:
    return words(preferred(request.headers.get("accept-language")))


def _opened(query: str, text: dict[str, str]) -> tuple:
    """The controls' values, and what the page shall show; what is bad in a link is told and replaced."""
    spec, view, problems = mended(query)
    told = "; ".join(dict.fromkeys(sentence(problem, text) for problem in problems))
    notice = text["page.replaced"].format(problems=told) if told else ""
    shown = _answer(query=f"{spec.to_query()}&{urlencode(view)}", whole=True, notice=notice)
    return *question.updates(spec), shown


def _answer(**said: object) -> dict:
    """A value of the Diagram. The count makes it a new one, also where the query is that of the last answer: the page
    may have moved on since."""
    return {**said, "count": next(ANSWERS)}


def _progress(step: int, of: int, text: dict[str, str]) -> str:
    return text[f"proof.{STEPS[step - 1]}" if step else "proof.waiting"].format(step=step, of=of)


def _outcome(ask: Ask, spec: Spec, text: dict[str, str]) -> str:
    try:
        return proved(ask.future.result(), spec, text)
    except (ValueError, Failed) as problem:
        return text["proof.failed"].format(problem=sentence(problem, text))


def _trial(query: str) -> Trial:
    """What the diagram of a query shows. Raises `Invalid` where that is no experiment, and for bad values."""
    given = dict(parse_qsl(query, keep_blank_values=True))
    spec, problems = Spec.from_query(query)
    experimental = [name for name, diagram in DIAGRAMS.items() if diagram.experiment]
    diagram = DIAGRAMS[choose("diagram", given.get("diagram"), experimental)]
    values, more = diagram.read(given)
    for problem in (*problems, *more):
        raise problem
    return diagram.trial(spec, values)


def _ending(ask: Ask, text: dict[str, str]) -> dict[str, object]:
    """Whether the record is there, or why not."""
    try:
        ask.future.result()
    except (ValueError, Failed) as problem:
        return {"problem": sentence(problem, text)}
    return {"done": True}
