"""A real Neovim whose models rest: in a folder, and by somebody else's word."""

from pathlib import Path

import pytest

from tests.e2e.neovim import Editor
from tests.e2e.test_neovim_models import FAKE, TEXT


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(tmp_path, TEXT)


def test_a_folder_that_is_paused_stays_so_in_the_next_session_until_it_is_resumed(editor: Editor) -> None:
    (editor.file.parent / ".spark").mkdir()
    line = "local line = require('spark_lsp').statusline\n"
    paused = "T.wait('the pause', function() return line() == 'spark paused' end)\n"
    editor.run(line + FAKE + "vim.cmd('Spark pause folder')\n" + paused)
    seen = editor.run(
        line
        + FAKE
        + paused
        + """
        vim.cmd('Spark resume')
        T.wait('its end', function() return line() ~= 'spark paused' end)"""
    )
    assert seen == {}
    after = editor.run(
        line + FAKE + "T.wait('the state', function() return line() ~= 'spark starting' end) return line()"
    )
    assert after == "spark programmatic"


def test_the_status_line_is_told_of_a_pause_that_somebody_else_asked_for(editor: Editor) -> None:
    asked = editor.run(
        """
        local line = require('spark_lsp').statusline
        """
        + FAKE
        + """
        T.wait('the state', function() return line() == 'spark programmatic' end)
        local asked, request = 0, T.client.request
        T.client.request = function(self, method, ...)
          asked = asked + (method == 'spark/status' and 1 or 0)
          return request(self, method, ...)
        end
        T.client:request('workspace/executeCommand', { command = 'spark.pause', arguments = {} })
        T.wait('the pause', function() return line() == 'spark paused' end)
        return { asked = asked }"""
    )
    assert asked == {"asked": 0}
