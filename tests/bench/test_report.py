"""The report is one page that needs nothing else, holds what was measured, and is readable in both themes."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from spark_lsp.bench.chart import VARIABLES
from spark_lsp.bench.report import page
from spark_lsp.bench.results import write_results
from spark_lsp.cli.main import main
from tests.bench.made_results import made_results
from tests.e2e.debian import program

RESULTS = made_results({"llama3.2:3b": 60.0, "phi4-mini": 66.0}, roles=("realtime", "refine"))


class Links(HTMLParser):
    """Addresses that a browser would load."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loaded += [
            v or "" for name, v in attrs if name in ("src", "href", "xlink:href") and not (v or "").startswith("#")
        ]


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    found = Links()
    found.feed(text := page(RESULTS, None))
    assert found.loaded == []
    assert not found.tags & {"script", "link", "iframe", "object", "img"}
    assert not re.findall(r"url\((?!#)", text)


def test_the_table_has_the_seeds_columns_and_figures() -> None:
    text = page(RESULTS, None)
    for system in RESULTS["systems"]:
        assert f"<td>{system['strictPass']:.2f}%</td>" in text
        assert f"<td>{system['intelligence']:.2f} / {system['usefulness']:.2f}</td>" in text


def test_every_scenario_and_model_is_in_the_charts() -> None:
    charts = re.findall(r"<svg.*?</svg>", page(RESULTS, None), re.DOTALL)
    assert len(charts) == 5
    for chart in charts:
        ElementTree.fromstring(re.sub(r"xlink:href", "href", chart))
    heat = charts[2]
    assert all(f">{row['scenario']}<" in heat for row in RESULTS["rows"])
    assert all(">phi4-mini, refine<" in chart for chart in charts)


def test_no_colour_of_a_chart_is_for_one_theme_alone() -> None:
    for chart in re.findall(r"<svg.*?</svg>", page(RESULTS, None), re.DOTALL):
        assert not any(colour in chart for colour in VARIABLES)
        assert "var(--ink)" in chart
        texts = re.findall(r"<text style=\"([^\"]*)\"", chart)
        assert texts
        on_cells = [style for style in texts if "var(--" not in style]
        assert all("#ffffff" in style or "#000000" in style or "fill" not in style for style in on_cells)


def test_the_same_results_give_the_same_page() -> None:
    assert page(RESULTS, None) == page(RESULTS, None)


def test_names_are_text_and_no_markup() -> None:
    odd = made_results({"<b>$x_1$</b>&": 60.0})
    text = page(odd, None)
    assert "<b>" not in text
    assert "&lt;b&gt;$x_1$&lt;/b&gt;&amp;" in text


def test_what_changed_since_the_last_run_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "run.json"
    write_results(file, made_results({"m": 45.0}))
    write_results(file, made_results({"m": 60.0, "new": 60.0}))
    assert main(["bench", "report", str(file)]) == 0
    assert str(tmp_path / "run.html") in capsys.readouterr().out
    text = (tmp_path / "run.html").read_text()
    assert '<li class="better">refine: m now is more intelligent than before by ' in text
    assert "new was not in it." in text


def test_without_the_plotting_library_it_says_what_to_install(tmp_path: Path) -> None:
    write_results(tmp_path / "run.json", RESULTS)
    command = "import sys\nsys.modules['matplotlib'] = None\n"
    command += "from spark_lsp.cli.main import main\nsys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", command, "bench", "report", str(tmp_path / "run.json")]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 2
    assert "pip install 'spark-lsp[bench]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("dark", [False, True])
def test_a_browser_shows_every_chart_within_the_page(dark: bool, tmp_path: Path) -> None:
    browser = program("chromium", "chromium", "fonts-dejavu-core")
    probe = """<script>addEventListener("load", () => {
      const seen = [...document.querySelectorAll("svg")].map(svg => svg.getBoundingClientRect());
      const ink = getComputedStyle(document.querySelector("svg text")).fill;
      document.title = JSON.stringify({
        charts: seen.length, wide: seen.every(box => box.width > 200 && box.height > 100),
        inside: seen.every(box => box.right <= innerWidth), ink, paper: getComputedStyle(document.body).backgroundColor,
      }); });</script></body>"""
    file = tmp_path / "page.html"
    file.write_text(page(RESULTS, None).replace("</body>", probe))
    words = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--window-size=1200,900"]
    words += [f"--user-data-dir={tmp_path / 'profile'}", *(["--blink-settings=preferredColorScheme=0"] if dark else [])]
    done = subprocess.run([*words, file.as_uri()], capture_output=True, text=True, timeout=120)
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title, done.stderr
    told = title[1].replace("&quot;", '"')
    assert '"charts":5,"wide":true,"inside":true' in told
    ink, paper = (sum(map(int, re.findall(r"\d+", found))) for found in re.findall(r'"rgb\(([^)]*)\)"', told))
    assert (ink > paper) == dark
    assert abs(ink - paper) > 400
