"""What there is only where an extra is installed."""

from importlib.util import find_spec

MCP = find_spec("mcp") is not None  # requirements-mcp.txt: the endpoints as tools for language models
