"""The geometry audit: every picture, at every depth, level and canvas, is one that can be read."""

import pytest

from tests.diagrams.audits import unreadable
from tests.diagrams.geometry import CASES, case_name


@pytest.mark.parametrize("pictures", [case for case in CASES if case[0] != "network"], indirect=True, ids=case_name)
def test_it_can_be_read(pictures):
    assert unreadable(pictures) == {}
