"""`spark-lsp serve`: hands over to the language server."""

HELP = """Speaks LSP on stdin and stdout until the client says exit. Editors start this; there is
nothing to see in a terminal.

exit codes: 0 after shutdown and exit; 1 where the client just left; 2 wrong usage"""


def run(argv: list[str]) -> int:
    """Serves; returns when the client is gone."""
    from spark_lsp.build import launcher

    main = launcher()

    if not argv:
        # An editor waits for this; argparse would cost it some milliseconds.
        return main([])
    import argparse

    parser = argparse.ArgumentParser(
        prog="spark-lsp serve", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tcp", type=_port, metavar="PORT", help="listen on 127.0.0.1:PORT instead, for one client")
    parser.add_argument("--stdio", action="store_true", help="the default; some editors add it")
    parser.add_argument("--json", action="store_true", help="has no effect here: LSP is JSON already")
    chosen = parser.parse_args(argv)
    return main([] if chosen.tcp is None else ["--tcp", str(chosen.tcp)])


def _port(word: str) -> int:
    port = int(word)
    if not 0 <= port < 65536:
        raise ValueError(word)
    return port
