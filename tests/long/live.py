"""The session of tests/e2e/test_live.py with a model of yours: `python -m tests.long.live --url U --model M`, where
U is a server with OpenAI's interface (llama-server, or Ollama's). Without one, SmolLM2-135M."""

import argparse
import datetime
import tempfile
from pathlib import Path

from tests.live import lived, recorded
from tests.real_model import ALIAS, RealServer, weights


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.long.live", description=__doc__)
    parser.add_argument("--url", default="")
    parser.add_argument("--model", default=ALIAS)
    chosen = parser.parse_args()
    served = None if chosen.url else RealServer(weights())
    try:
        with tempfile.TemporaryDirectory() as folder:
            trace = recorded(Path(folder))
            session = lived(Path(folder), trace, chosen.url or (served.url if served else ""), chosen.model)
    finally:
        if served is not None:
            served.close()
    total = session.total
    print(f"{datetime.date.today()}: {chosen.model}: {total.looks} looks, {total.hits} met a packet")
    print("looks: " + ", ".join(f"{lane} {took_ms:.1f} ms" for _, lane, took_ms in session.looks))
    print(f"{total.jobs} jobs, {total.used} used; {total.gpu_s:.1f} s of the model, {total.wasted_s:.1f} s for nobody")
    print(f"came to nothing: {session.lanes['misses']}; dropped: {session.lanes['dropped']}")
    return int(total.hits == 0)


if __name__ == "__main__":
    raise SystemExit(main())
