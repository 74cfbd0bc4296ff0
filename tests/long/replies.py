"""Has a real small model (SmolLM2-135M on llama.cpp, see tests/real_model.py) word the findings of rules' snippets:
`python -m tests.long.replies --whole 600`. Exit code 1 where under 99.5 % of the replies that came to their end keep
the schema, or what is shown names what is not there."""

import argparse
import asyncio
import datetime
import sys

from spark_lsp.backends.openai import OpenAIBackend
from tests.backends.snippets import Count, judged, questions
from tests.real_model import RealServer, weights

LEAST_VALID = 0.995
LANGUAGES = ("python", "go", "typescript", "java", "rust", "c")


async def run(url: str, whole: int) -> Count:
    """Asks until so many replies are whole."""
    backend = OpenAIBackend(url)
    try:
        return await judged(backend, questions(LANGUAGES, snippets=20), whole)
    finally:
        await backend.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.long.replies", description=__doc__)
    parser.add_argument("--whole", type=int, default=600, help="replies that come to their end (default 600)")
    chosen = parser.parse_args()
    server = RealServer(weights())
    try:
        count = asyncio.run(run(server.url, chosen.whole))
    finally:
        server.close()
    today = datetime.date.today()
    print(f"{today}: {count.asked} asked, {count.whole} whole, {count.valid} of them valid")
    print(f"{count.shown} shown, with {len(count.named)} names in them from nowhere")
    return int(count.whole < chosen.whole or count.valid < LEAST_VALID * count.whole or bool(count.named))


if __name__ == "__main__":
    sys.exit(main())
