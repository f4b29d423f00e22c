"""The endpoints as tools of an MCP server, asked by the protocol's own client."""

import ast
import json
from collections.abc import Awaitable, Callable

import pytest
from mcp import ClientSession, Tool
from mcp.client.streamable_http import streamable_http_client

import explorer
from tests.apart import run
from tests.ui.wire import fetch

TOOLS = ["summary", "graph", "figure", "compare"]


@pytest.fixture(scope="module")
def asked(server) -> Callable:
    """What a session of its own answers."""
    async def within(ask: Callable[[ClientSession], Awaitable]) -> object:
        async with streamable_http_client(f"{server}gradio_api/mcp/") as (incoming, outgoing, _), \
                ClientSession(incoming, outgoing) as session:
            await session.initialize()
            return await ask(session)

    return lambda ask: run(within(ask))


@pytest.fixture(scope="module")
def tools(asked) -> list[Tool]:
    return asked(lambda session: session.list_tools()).tools


def test_the_four_endpoints_are_the_tools(tools):
    assert [tool.name for tool in tools] == TOOLS


@pytest.mark.parametrize("place", range(len(TOOLS)), ids=TOOLS)
def test_a_tool_says_what_it_does_and_takes(tools, place):
    tool = tools[place]
    assert len(tool.description) > 40
    assert all(argument["description"] for argument in tool.inputSchema["properties"].values())
    assert "required" not in tool.inputSchema


def test_a_tool_gives_the_numbers_of_python(asked):
    links = {"link": "depth=34", "other": "depth=34&variant=plain"}
    answer = asked(lambda session: session.call_tool("compare", links))
    python = explorer.compare(explorer.Spec(34), explorer.Spec(34, variant="plain")).data
    assert ast.literal_eval(answer.content[0].text) == json.loads(json.dumps(python))


def test_a_tool_draws(asked):
    answer = asked(lambda session: session.call_tool("figure", {"diagram": "shapes", "link": "depth=18"}))
    assert json.loads(answer.content[0].text)["data"]


def test_a_tool_refuses_in_the_same_sentence(asked):
    answer = asked(lambda session: session.call_tool("summary", {"depth": 51}))
    assert answer.isError
    assert "no ResNet of depth 51: choose 18, 26, 34, 50, 101 or 152 (the nearest is 50)" in answer.content[0].text


@pytest.mark.parametrize("path", ["schema", "sse", "messages/", "x"])
def test_the_protocol_s_other_addresses_are_shut(server, path):
    assert fetch(f"{server}gradio_api/mcp/{path}")[0] == 404
