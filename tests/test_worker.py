"""Whatever befalls a worker process, who waits reads a sentence, and the next question is answered."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import wait
from math import inf
from pathlib import Path

import psutil
import pytest
import torch

from explorer.measuring import Proof, TooLarge
from explorer.spec import Spec
from explorer.worker import Worker, places
from explorer.worker.flights import Answers, Failed
from explorer.worker.places import Process, report
from tests import apart

ROOT = Path(__file__).parents[1]
PATIENCE = 60


def until(true):
    """Waits for a state, and gives it."""
    last = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < last, "waited in vain"
        time.sleep(0.01)
    return found


# What the worker processes are asked to do.

def pid(question):
    return os.getpid()


def same(graph):
    return graph


def place(*graphs):
    return [id(graph) for graph in graphs]


def refuse_graph(graph):
    raise TooLarge("full", device=graph.graph["spec"].variant, needed="1 B")


def fail_graph(graph):
    raise KeyError(len(graph))


def tensors(question):
    """How many are held, but for those that only hold each other."""
    gc.collect()
    return sum(isinstance(thing, torch.Tensor) for thing in gc.get_objects())


def die(code):
    os._exit(code)


def kill(number):
    os.kill(os.getpid(), number)


def fail(question):
    raise KeyError(question)


def refuse(device):
    raise TooLarge("full", device=device, needed="1 B")


def die_once(path):
    """Kills its process unless somebody did so before."""
    if not path.exists():
        path.touch()
        os._exit(1)
    return "alive"


def hold(folder):
    """Says that it runs, and ends when it may."""
    (folder / "pid").write_text(str(os.getpid()))
    with (folder / "runs").open("a") as runs:
        runs.write("again\n")
    while not (folder / "go").exists():
        report(2, 3)
        time.sleep(0.01)
    return "done"


def sleep(folder):
    """Says that it runs, and never how far it is."""
    (folder / "pid").write_text(str(os.getpid()))
    time.sleep(PATIENCE)


@pytest.fixture
def answers():
    """A function that makes an `Answers` with a process of its own."""
    made = []

    def make(function, kept=4, seconds=PATIENCE, most=inf):
        made.append(Answers(Process(seconds, most=most), function, kept))
        return made[-1]

    yield make
    for one in made:
        one.place.stop()


def ask(answers, function, question):
    """Another question to the same process."""
    return Answers(answers.place, function, 4).ask(question)


def running(folder):
    """The process that holds, once it does."""
    return until(lambda: (folder / "pid").exists() and int((folder / "pid").read_text() or 0))


@pytest.mark.parametrize(("function", "question", "sentence"), [
    (die, 3, "the worker process ended unexpectedly: ask again"),
    (kill, signal.SIGSEGV, "the worker process ended unexpectedly: ask again"),
    (kill, signal.SIGKILL, "the worker process was killed, probably for want of memory: choose a smaller input"),
    (fail, "x", "the worker process ended unexpectedly: ask again"),
])
def test_a_process_that_ends_costs_one_answer(answers, function, question, sentence):
    doomed = answers(function)
    with pytest.raises(Failed) as failure:
        doomed.ask(question).future.result(PATIENCE)
    assert str(failure.value) == sentence
    assert ask(doomed, pid, 0).future.result(PATIENCE) != os.getpid()


def test_a_process_that_dies_with_nothing_to_do_costs_no_answer(answers):
    idle = answers(pid)
    first = idle.ask(1).future.result(PATIENCE)
    os.kill(first, signal.SIGKILL)
    until(lambda: not idle.place.pool.active)
    assert idle.ask(2).future.result(PATIENCE) != first


def test_a_process_begins_with_torch_also_one_that_replaces_another(answers):
    began = answers(eval)
    for _ in range(2):
        assert began.ask("'torch' in __import__('sys').modules", anew=True).future.result(PATIENCE)
        with pytest.raises(Failed):
            began.ask("__import__('os')._exit(1)").future.result(PATIENCE)


def test_where_what_they_are_copies_of_is_killed_the_next_answer_comes(answers):
    copies = answers(pid)
    first = copies.ask(1).future.result(PATIENCE)
    psutil.Process(first).parent().kill()
    until(lambda: not copies.place.pool.active)
    second = copies.ask(2).future.result(PATIENCE)
    assert first != second
    until(lambda: not psutil.pid_exists(first))


def test_a_refusal_passes_as_it_is_and_keeps_the_process(answers):
    refusing = answers(refuse)
    before = ask(refusing, pid, 0).future.result(PATIENCE)
    with pytest.raises(TooLarge, match="the abacus ran out of memory: this network needs at least 1 B and"):
        refusing.ask("abacus").future.result(PATIENCE)
    assert ask(refusing, pid, 0).future.result(PATIENCE) == before


def test_a_question_that_takes_too_long_is_ended(answers, tmp_path):
    late = answers(hold, seconds=0.5)
    with pytest.raises(Failed, match=r"no answer within 0\.5 seconds"):
        late.ask(tmp_path).future.result(PATIENCE)
    until(lambda: not psutil.pid_exists(running(tmp_path)))
    assert ask(late, pid, 0).future.result(PATIENCE) != running(tmp_path)


def test_a_process_that_does_not_start_is_given_up(answers, monkeypatch):
    monkeypatch.setattr("explorer.worker.places.START_SECONDS", 0)
    never = answers(pid, seconds=0.01)
    with pytest.raises(Failed, match="no answer within"):
        never.ask(0).future.result(PATIENCE)
    monkeypatch.setattr("explorer.worker.places.START_SECONDS", PATIENCE)
    never.place.seconds = PATIENCE
    assert never.ask(1).future.result(PATIENCE)


def test_two_who_ask_the_same_get_one_computation(answers, tmp_path):
    shared = answers(hold)
    asks = [shared.ask(tmp_path), shared.ask(tmp_path)]
    assert asks[0].future is asks[1].future
    (tmp_path / "go").touch()
    assert asks[1].future.result(PATIENCE) == "done"
    assert shared.ask(tmp_path).future is asks[0].future
    assert (tmp_path / "runs").read_text() == "again\n"


def test_an_answer_is_computed_anew_where_that_is_asked(answers, tmp_path):
    keeping = answers(hold)
    (tmp_path / "go").touch()
    first = keeping.ask(tmp_path).future
    assert first.result(PATIENCE) == "done"
    second = keeping.ask(tmp_path, anew=True).future
    assert (second is first, second.result(PATIENCE)) == (False, "done")
    assert keeping.ask(tmp_path).future is second
    assert (tmp_path / "runs").read_text() == 2 * "again\n"


def test_what_is_being_computed_is_new_enough(answers, tmp_path):
    shared = answers(hold)
    first = shared.ask(tmp_path)
    running(tmp_path)
    assert shared.ask(tmp_path, anew=True).future is first.future
    (tmp_path / "go").touch()
    assert first.future.result(PATIENCE) == "done"
    assert (tmp_path / "runs").read_text() == "again\n"


def test_a_failure_is_not_kept(answers, tmp_path):
    trying = answers(die_once)
    with pytest.raises(Failed):
        trying.ask(tmp_path / "died").future.result(PATIENCE)
    assert trying.ask(tmp_path / "died").future.result(PATIENCE) == "alive"


def test_a_full_queue_is_told_and_what_nobody_waits_for_is_not_in_it(answers, tmp_path):
    full = answers(hold, most=2)
    first = full.ask(tmp_path)
    running(tmp_path)
    second = ask(full, pid, 0)
    with pytest.raises(Failed, match="2 questions wait for the device already: ask again in a few minutes"):
        ask(full, pid, 1).future.result(0)
    second.cancel()
    third = ask(full, pid, 1)
    assert not third.future.done()
    (tmp_path / "go").touch()
    assert (first.future.result(PATIENCE), type(third.future.result(PATIENCE))) == ("done", int)
    assert ask(full, pid, 2).future.result(PATIENCE)


def test_what_is_somebody_s_own_is_not_kept(answers):
    kept = answers(pid)
    assert kept.ask("own").future.result(PATIENCE)
    kept.forget("own")
    assert "own" not in kept.flights


def test_the_oldest_answer_is_forgotten(answers):
    few = answers(pid, kept=2)
    first, second = few.ask(1).future, few.ask(2).future
    assert few.ask(1).future is first
    few.ask(3)
    assert few.ask(1).future is first
    assert few.ask(2).future is not second


def test_it_runs_until_the_last_who_waits_has_gone(answers, tmp_path):
    shared = answers(hold)
    first, second = shared.ask(tmp_path), shared.ask(tmp_path)
    process = running(tmp_path)
    first.cancel()
    first.cancel()
    assert not first.flight.stopped
    second.cancel()
    with pytest.raises(Failed, match="nobody waits"):
        second.future.result(PATIENCE)
    (tmp_path / "go").touch()
    assert shared.ask(tmp_path).future.result(PATIENCE) == "done"
    assert running(tmp_path) == process


def test_a_process_that_does_not_leave_it_is_replaced(answers, tmp_path):
    deaf = answers(sleep)
    asked = deaf.ask(tmp_path)
    process = running(tmp_path)
    asked.cancel()
    with pytest.raises(Failed, match="nobody waits"):
        asked.future.result(PATIENCE)
    until(lambda: not psutil.pid_exists(process))
    assert ask(deaf, pid, 0).future.result(PATIENCE) != process


def test_what_is_left_before_its_process_has_begun_is_not_computed(answers, tmp_path):
    starting = answers(hold)
    asked = starting.ask(tmp_path)
    until(lambda: asked.flight.give_up)
    asked.cancel()
    with pytest.raises(Failed, match="nobody waits"):
        asked.future.result(PATIENCE)
    assert ask(starting, pid, 0).future.result(PATIENCE)
    assert not (tmp_path / "pid").exists()


def test_an_answer_that_is_left_late_costs_its_process_nothing(answers, tmp_path):
    (tmp_path / "go").touch()
    done = answers(hold)
    first = done.ask(tmp_path)
    assert first.future.result(PATIENCE) == "done"
    first.flight.give_up()
    time.sleep(2 * places.LEAVE_SECONDS)
    assert ask(done, pid, 0).future.result(PATIENCE) == running(tmp_path)


def test_who_still_waits_gets_the_answer(answers, tmp_path):
    shared = answers(hold)
    first, second = shared.ask(tmp_path), shared.ask(tmp_path)
    running(tmp_path)
    first.cancel()
    (tmp_path / "go").touch()
    assert second.future.result(PATIENCE) == "done"


def test_a_question_in_the_queue_is_cancelled_without_harm_to_the_one_before(answers, tmp_path):
    shared, other = answers(hold), tmp_path / "other"
    other.mkdir()
    first, second = shared.ask(tmp_path), shared.ask(other)
    process = running(tmp_path)
    second.cancel()
    (tmp_path / "go").touch()
    assert first.future.result(PATIENCE) == "done"
    with pytest.raises(Failed, match="nobody waits"):
        second.future.result(PATIENCE)
    assert not (other / "pid").exists()
    assert ask(shared, pid, 0).future.result(PATIENCE) == process


def test_a_coroutine_that_is_cancelled_does_not_cancel_the_others(answers, tmp_path):
    shared = answers(hold)

    async def two():
        waiting = [asyncio.ensure_future(asyncio.wrap_future(shared.ask(tmp_path).future)) for _ in range(2)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        (tmp_path / "go").touch()
        return await waiting[1]

    assert apart.run(two()) == "done"


def test_progress_belongs_to_the_question_that_runs(answers, tmp_path):
    shared, other = answers(hold), tmp_path / "other"
    other.mkdir()
    first, second = shared.ask(tmp_path), shared.ask(other)
    until(lambda: first.progress() == (2, 3))
    assert second.progress() == (0, 1)
    (tmp_path / "go").touch()
    until(lambda: second.progress() == (2, 3))
    assert first.progress() == (0, 1)
    (other / "go").touch()


def test_stopping_ends_what_runs_and_what_waits_whoever_asked(answers, tmp_path):
    shared = answers(same)
    asked = [ask(shared, hold, tmp_path), ask(shared, pid, 1)]
    process = running(tmp_path)
    shared.place.stop()
    assert [type(one.future.exception(0)) for one in asked] == [Failed, Failed]
    assert not psutil.pid_exists(process)


@pytest.fixture(scope="module")
def worker():
    worker = Worker()
    worker.start()
    yield worker
    worker.stop()


def test_the_graph_and_the_proof_agree(worker):
    spec = Spec(50, 33, 33)
    graph, proof = worker.made(same, spec).result(PATIENCE), worker.proof(spec).future.result(PATIENCE)
    assert graph.graph["spec"] == spec
    assert isinstance(proof, Proof)
    assert proof.confirmed == len(graph) - len(["input", "output"])


def test_a_network_is_traced_once_for_all_that_is_made_of_it(worker):
    here, there = Spec(18, 30, 30), Spec(18, 29, 29)
    first, second = (worker.made(place, *specs).result(PATIENCE) for specs in ((here, there), (there, here)))
    assert first == second[::-1]
    assert first[0] != first[1]


def test_what_is_made_may_refuse_or_fail_and_the_next_is_made(worker):
    spec = Spec(18, 28, 28)
    with pytest.raises(TooLarge, match=r"v1\.5"):
        worker.made(refuse_graph, spec).result(PATIENCE)
    with pytest.raises(Failed, match="ask again"):
        worker.made(fail_graph, spec).result(PATIENCE)
    assert worker.made(len, spec).result(PATIENCE) == 71


def test_tracing_answers_while_a_network_is_measured(worker):
    slow = worker.proof(Spec(152, 1500, 1500))
    until(lambda: slow.progress()[0] > 0)
    wait([worker.made(len, Spec(18, 31, 31))], PATIENCE)
    assert not slow.future.done()
    slow.cancel()
    with pytest.raises(Failed):
        slow.future.result(PATIENCE)


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_network_that_nobody_waits_for_is_left_in_the_middle_and_not_held(worker, monkeypatch, step):
    monkeypatch.setattr(places, "LEAVE_SECONDS", PATIENCE)
    process = ask(worker.proofs, pid, step).future.result(PATIENCE)
    slow = worker.proof(Spec(101, 500 + step, 500))
    until(lambda: slow.progress()[0] >= step)
    slow.cancel()
    assert ask(worker.proofs, tensors, step).future.result(PATIENCE) == 0
    assert worker.proof(Spec(18, 40 + step, 40)).future.result(PATIENCE).mismatches == ()
    assert ask(worker.proofs, pid, -step).future.result(PATIENCE) == process


def run(code, **environment):
    """What a Python program says; it has to end by itself."""
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **environment}, check=True,
                          capture_output=True, text=True, timeout=PATIENCE).stdout.split()


def test_the_process_that_asks_imports_no_torch():
    said = run("import sys; from explorer.worker import Worker; from explorer.spec import Spec; worker = Worker();"
               "spec = Spec(18, 7, 7); print(worker.made(len, spec).result());"
               "print(worker.proof(spec).future.result().traced, 'torch' in sys.modules)")
    assert said == ["71", "69", "False"]


FAKE_SPACES = '''
def GPU(duration):
    def decorate(function):
        def lent(*arguments):
            print("lent", duration, function.__name__)
            return function(*arguments)
        return lent
    return decorate
'''


def test_under_zerogpu_the_platform_measures_and_tracing_spends_nothing(tmp_path):
    (tmp_path / "spaces.py").write_text(FAKE_SPACES)
    said = run("import sys; from explorer.worker import Worker; from explorer.spec import Spec; worker = Worker();"
               "worker.start(); spec = Spec(18, 7, 7); print(worker.made(len, spec).result(), 'torch' in sys.modules);"
               "ask = worker.proof(spec); print(ask.future.result().confirmed, *ask.progress()); worker.stop()",
               SPACES_ZERO_GPU="true", PYTHONPATH=str(tmp_path))
    assert said == ["71", "False", "lent", "60", "_measure", "69", "3", "3"]


def test_without_the_platform_s_package_the_process_measures():
    said = run("import explorer.worker as w; print(type(w.Worker().proofs.place).__name__)", SPACES_ZERO_GPU="true")
    assert said == ["Process"]
