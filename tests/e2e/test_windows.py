"""Several windows of one person share one model server (the hour is `python -m tests.long.windows`)."""

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path

from tests.windows import Card, model_server, opened_window, worked


def test_three_windows_share_one_card_and_make_nothing_for_code_that_is_gone(tmp_path: Path) -> None:
    day = worked(tmp_path, 20.0)
    assert day.wrong == []
    assert day.background > 2, day
    assert day.jobs > 0, day


def test_windows_that_wake_up_together_work_one_after_the_other(tmp_path: Path) -> None:
    """As after a machine's sleep: all processes stand still for a while, in the middle of their work, and go on at the
    same moment."""
    card = Card(piece_s=0.05)
    with ExitStack() as stack:
        url = stack.enter_context(model_server(card))
        windows = [opened_window(stack, tmp_path / "data", url, f"w{n}x") for n in range(3)]
        for number in range(3):
            for window in windows:
                window.move(number)
                window.edit(number, card)
                window.save()
        windows[0].here.eventually(lambda: card.background, "a packet under way")
        pids = [window.here.process.pid for window in windows]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(2.0)
        before = card.asked
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
        windows[0].here.settle_all_for(1.0)
        assert card.asked - before <= 2, "all at once"
        windows[0].here.eventually(lambda: card.asked > before + 1, "the work to go on")
        assert card.wrong == []
        for window in windows:
            assert window.here.stop() == 0
            assert not window.here.stderr
