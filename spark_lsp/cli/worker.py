"""`python -m spark_lsp.cli.worker`: the analysis process that a server keeps; not for people."""

import os
import sys


def main() -> int:
    """Serves analyses on stdin and stdout until stdin ends."""
    from spark_lsp.build import analyst_for
    from spark_lsp.engine.worker import Setup, serve

    requests = sys.stdin.buffer
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # a stray print of some library must not end up between two frames
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    serve(analyst_for, requests, replies, analyst_for(Setup())[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
