"""The examples in the docstrings of the Python API run, and say what is true."""

import doctest

import pytest

import explorer

WITH_EXAMPLES = ("Spec", "branches_taken", "compare", "figure", "measure", "metric", "path_lengths", "residual_blocks",
                 "summary", "trace")
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_an_example_runs_as_it_stands(name):
    (found, *_) = doctest.DocTestFinder(recurse=False).find(getattr(explorer, name), name, globs={})
    told = []
    ran = doctest.DocTestRunner(optionflags=OPTIONS).run(found, out=told.append)
    assert ran.attempted > 1
    assert ran.failed == 0, "".join(told)
