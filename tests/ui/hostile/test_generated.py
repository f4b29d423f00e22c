"""What schemathesis makes of the doors' own description: valid, and wrong in every way that it knows."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.ui.hostile.described import described
from tests.ui.hostile.http import Answer
from tests.ui.wire import fetch

CASES = settings(max_examples=250, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def doors(awake):
    named = json.loads(fetch(f"{awake}gradio_api/info")[2])["named_endpoints"]
    schema = schemathesis.openapi.from_dict(described(named))
    return [operation.ok() for operation in schema.get_all_operations()]


@CASES
@given(st.data())
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_of_a_door(awake, doors, mode, data):
    door = data.draw(st.sampled_from(doors))
    case = data.draw(door.as_strategy(generation_mode=mode))
    answer = case.call(base_url=awake.rstrip("/"))
    assert Answer(answer.status_code, answer.content, answer.elapsed).faults == [], case.as_curl_command()
    assert answer.status_code in (200, 400, 404, 405, 413, 422)
