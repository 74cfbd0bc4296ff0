"""Neovim as a person sets it up: the documented lines in an init.lua, the help page, `:checkhealth`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.connection import environment
from tests.e2e.neovim import ROOT, find_neovim

PLUGIN = ROOT / "editors/nvim"
HELP = (PLUGIN / "doc/spark_lsp.txt").read_text("utf-8")
TEXT = 'def is_new(status: str) -> bool:\n    return status is "open"\n'

MARKED = """
local ok = vim.wait(20000, function()
  return vim.iter(vim.diagnostic.get(0)):any(function(d) return d.source == 'spark' end)
end, 20)
io.stdout:write('marked: ' .. tostring(ok) .. ', command: ' .. vim.fn.exists(':Spark') .. '\\n')
"""


HEALTH = """
vim.cmd.checkhealth('spark_lsp')
io.stdout:write(table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n'))
"""


class Home:
    """A person's configuration in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "work" / "orders.py"
        self.data = folder / "share" / "nvim"
        for made in (self.file.parent, self.data, folder / "config" / "nvim"):
            made.mkdir(parents=True)
        self.file.write_text(TEXT, "utf-8")

    def start(self, init: str, *words: str, lua: str = "", path: str | None = None) -> str:
        """What Neovim prints, started as a person does with this init.lua."""
        (self.folder / "config" / "nvim" / "init.lua").write_text(init, "utf-8")
        bins = str(Path(sys.executable).parent)
        env = environment(self.folder / "data") | {
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_DATA_HOME": str(self.folder / "share"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CACHE_HOME": str(self.folder / "xdg-cache"),
            "PATH": path if path is not None else f"{bins}{os.pathsep}{os.environ['PATH']}",
        }
        script = self.folder / "script.lua"
        script.write_text(lua, "utf-8")
        command = [find_neovim(), "--headless", *words, "-c", f"luafile {script}", "-c", "qa!"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=90, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def documented(page: str, needle: str) -> str:
    """The Lua block of a page that holds a text."""
    blocks: list[str] = re.findall(r">lua\n(.*?)\n<|```lua\n(.*?)```", page, re.DOTALL)
    return next("".join(block) for block in blocks if needle in "".join(block))


@pytest.mark.parametrize("page", ["README.md", "editors/nvim/doc/spark_lsp.txt"])
def test_the_documented_lines_are_all_the_set_up(home: Home, page: str) -> None:
    lines = documented((ROOT / page).read_text("utf-8"), "runtimepath:prepend")
    init = lines.replace("path/to/spark-lsp/editors/nvim", str(PLUGIN))
    assert str(PLUGIN) in init
    assert "marked: true, command: 2" in home.start(init, str(home.file), lua=MARKED)


def test_a_package_folder_needs_one_line(home: Home) -> None:
    shutil.copytree(PLUGIN, home.data / "site/pack/any/start/spark_lsp")
    printed = home.start("vim.lsp.enable('spark_lsp')", str(home.file), lua=MARKED)
    assert "marked: true, command: 2" in printed


def test_the_lines_for_vim_pack_find_what_it_puts_there(home: Home) -> None:
    lines = documented(HELP, "vim.pack.add")
    shutil.copytree(PLUGIN, home.data / "site/pack/core/opt/spark-lsp/editors/nvim")
    stand_in = "vim.pack = { add = function() end }  -- 0.11 has none; what it would fetch is there\n"
    assert "marked: true, command: 2" in home.start(stand_in + lines, str(home.file), lua=MARKED)


def test_each_command_setting_and_section_has_its_place_in_the_help(home: Home) -> None:
    copied = home.folder / "plugin"
    shutil.copytree(PLUGIN, copied)
    tags = ["spark_lsp", ":Spark", "spark_lsp-statusline", "spark_lsp-settings", "spark_lsp-trouble", "spark_lsp-look"]
    printed = home.start(
        f"vim.opt.runtimepath:prepend('{copied}')",
        lua=f"vim.cmd.helptags('{copied}/doc')\n"
        + "".join(f"vim.cmd.help('{tag}') io.stdout:write(vim.fn.expand('%:t') .. '\\n')\n" for tag in tags)
        + "io.stdout:write(table.concat(vim.fn.getcompletion('Spark ', 'cmdline'), ' '))",
    )
    assert printed.count("spark_lsp.txt") == len(tags)
    commands = printed.split()[-12:]
    assert "show" in commands
    for command in commands:
        assert re.search(rf"^:Spark {command}\b", HELP, re.MULTILINE), command


def test_checkhealth_tells_what_doctor_finds(home: Home) -> None:
    init = f"vim.opt.runtimepath:prepend('{PLUGIN}') vim.lsp.enable('spark_lsp')"
    printed = home.start(init, str(home.file), lua=MARKED + HEALTH)
    assert "OK runs in" in printed
    assert re.search(r"OK parsers: .*python", printed)
    assert "OK rules: finds what it should in a sample" in printed
    assert "ERROR" not in printed


def test_checkhealth_says_the_way_out_where_there_is_no_server(home: Home) -> None:
    init = f"vim.opt.runtimepath:prepend('{PLUGIN}')"
    printed = home.start(init, lua="vim.lsp.config('spark_lsp', { cmd = { 'no-such-server', 'serve' } })" + HEALTH)
    assert "ERROR `no-such-server` is not to be found" in printed
    assert "pipx install path/to/spark-lsp" in printed
    assert "WARNING the server is not turned on" in printed


def test_checkhealth_outlives_a_doctor_that_talks_nonsense(home: Home) -> None:
    init = f"vim.opt.runtimepath:prepend('{PLUGIN}')"
    talker = f"vim.lsp.config('spark_lsp', {{ cmd = {{ '{sys.executable}', '-c', 'print(1)', 'serve' }} }})"
    assert "says nothing that can be read" in home.start(init, lua=talker + HEALTH)
