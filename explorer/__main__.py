"""`python -m explorer`: see explorer/cli."""

import sys

if __name__ == "__main__":  # the worker processes of `serve` import this file too
    from explorer.cli import main

    sys.exit(main())
