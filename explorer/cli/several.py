"""Options with several values after one name, which click has not."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence


def spread(arguments: Sequence[str], several: Mapping[str, Container[str]]) -> Iterator[str]:
    """Repeats the name before each value, for the options that are `several` of the command.

    >>> list(spread(["site", "OUT", "--depths", "18", "34", "--live", "URL"], {"site": {"--depths"}}))
    ['site', 'OUT', '--depths', '18', '--depths', '34', '--live', 'URL']
    """
    names = several.get(arguments[0], ()) if arguments else ()
    last = ""
    for place, argument in enumerate(arguments):
        if argument.startswith("--"):
            last = argument
        elif last in names and arguments[place - 1] != last:
            yield last
        yield argument
