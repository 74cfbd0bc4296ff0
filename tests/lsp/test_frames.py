"""Framing, however the bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.lsp.frames import HEADER_MAX_BYTES, Frames, framed


@given(bodies=st.lists(st.binary(max_size=40), max_size=6), cuts=st.lists(st.integers(1, 30), min_size=1))
def test_bodies_come_out_whole_however_the_stream_is_cut(bodies: list[bytes], cuts: list[int]) -> None:
    stream, frames, got, i = b"".join(framed(b) for b in bodies), Frames(), [], 0
    while stream:
        size = cuts[i % len(cuts)]
        got += frames.feed(stream[:size])
        stream, i = stream[size:], i + 1
    assert got == bodies
    assert frames.rest() == b""


@pytest.mark.parametrize(
    "noise",
    [
        b"garbage\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -4\r\n\r\n",
        b"X-Header: 1\r\n\r\n",
        b"\0" * (HEADER_MAX_BYTES * 3),
        b"Content-Length\r\n\r\n",
    ],
)
def test_noise_is_skipped_up_to_the_next_message(noise: bytes) -> None:
    frames = Frames()
    assert frames.feed(noise + framed(b"{}") + framed(b"[]"))[-1] == b"[]"
    assert frames.feed(framed(b"1")) == [b"1"]


def test_a_header_is_read_whatever_its_case_and_company() -> None:
    head = b"content-type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-LENGTH:2\r\n\r\n"
    assert Frames().feed(head + b"{}") == [b"{}"]


def test_a_body_too_large_is_skipped_not_kept() -> None:
    frames = Frames()
    assert frames.feed(b"Content-Length: 300000000\r\n\r\n" + b"x" * 1000) == []
    assert frames.rest() == b""
