"""`python -m explorer`, and `resnet-explorer` where it is installed: see explorer/cli."""

import sys


def main() -> int:
    """The exit code. The worker processes of `serve` import this file too, and need no command line."""
    from explorer.cli import main as carried_out

    return carried_out()


if __name__ == "__main__":
    sys.exit(main())
