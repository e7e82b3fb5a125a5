"""The page of a report, as text and in a browser."""

from __future__ import annotations

import html.parser
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from benchmarks.report.axes import Scale
from benchmarks.report.glance import glance
from benchmarks.report.markup import Markup, tag
from benchmarks.report.page import page
from benchmarks.report.plots import draw

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


class Reader(html.parser.HTMLParser):
    """Collects elements and checks that they nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, name: str, attributes: Any) -> None:
        self.elements.append((name, dict(attributes)))
        if name not in ("meta", "br"):
            self.open.append(name)

    def handle_startendtag(self, name: str, attributes: Any) -> None:
        self.elements.append((name, dict(attributes)))

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name


@pytest.fixture(scope="module")
def elements(run: Path) -> list[tuple[str, dict[str, str | None]]]:
    return Reader((run / "report.html").read_text(encoding="utf-8")).elements


def test_the_page_needs_nothing_else(run, elements):
    names = {name for name, _ in elements}
    assert not names & {"script", "link", "img", "iframe", "object", "image", "use", "base"}
    links = [at["href"] for _, at in elements if at.get("href")]
    assert links
    assert all(link.startswith("#") for link in links)
    text = (run / "report.html").read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text


def test_every_plot_and_table_says_what_it_is(elements, report):
    identities = [at["id"] for _, at in elements if "id" in at]
    assert len(identities) == len(set(identities))
    plots = [at for name, at in elements if name == "svg"]
    sections = [*report["sections"], *report["timings"]["sections"]]
    assert len(plots) == sum(len(one["plots"]) for one in sections) > 5
    for at in plots:
        assert at["role"] == "img"
        assert set(at["aria-labelledby"].split()) <= set(identities)
    count = [name for name, _ in elements].count
    assert count("table") == count("caption") > 10
    assert all(at.get("scope") for name, at in elements if name == "th")


def test_the_main_figures_stand_first(report):
    table = glance(report)
    # Of the figures that it knows, all but that of batches: these data hold one.
    assert len(table["columns"]) == 1 + 10
    rows = {row["system"]: row for row in table["rows"]}
    (statements,) = [one for one in report["sections"] if one["name"] == "statements"]
    assert (
        rows["diplomacy-base"]["statements.figures.macro_f1"]
        == (statements["tables"][0]["rows"][0]["macro_f1"])
    )
    assert "absent" not in rows
    assert "At a glance" in page(report)
    nothing = {**report, "sections": [], "timings": {**report["timings"], "sections": []}}
    assert glance(nothing) is None
    assert "At a glance" not in page(nothing)


def test_texts_cannot_break_out(report):
    said = '<script>alert(1)</script> & "talks" </table>'
    spoiled = json.loads(json.dumps(report))
    spoiled["sections"][0]["text"] = [said]
    spoiled["sections"][0]["tables"][0]["title"] = said
    spoiled["sections"][1]["plots"][0]["title"] = said
    assert "script" not in {name for name, _ in Reader(page(spoiled)).elements}


def test_markup_escapes_all_but_markup():
    assert tag("p", "a<b", Markup("<b>x</b>"), title='"q"') == (
        '<p title="&quot;q&quot;">a&lt;b<b>x</b></p>'
    )


@pytest.mark.parametrize(
    ("low", "high", "log"),
    [
        (0.0, 1.0, False),
        (0.41, 0.43, False),
        (-0.2, 0.3, False),
        (0, 3e6, False),
        (3, 5e5, True),
        (2, 2.5, True),
    ],
)
def test_ticks_are_few_and_lie_inside(low, high, log):
    scale = Scale(low, high, 0, 100, log)
    ticks = scale.ticks()
    assert len(ticks) <= 6
    assert all(low <= tick <= high for tick in ticks)
    assert log or len(ticks) >= 2
    assert scale(low) == 0
    assert scale(high) == 100


def test_the_scale_of_equal_values_has_a_width():
    scale = Scale.fitting({"log": False, "range": None}, [0.5, 0.5, None], 0, 100)
    assert 0 < scale(0.5) < 100


# In the page: what is drawn of each plot, whether its texts stay inside, whether the page scrolls.
_MEASURE = """
<script>
addEventListener("load", () => {
  const plots = [...document.querySelectorAll("svg.plot")].map(svg => {
    const box = svg.getBoundingClientRect();
    const marks = [...svg.querySelectorAll("path,rect,circle,line")].filter(mark => {
      const style = getComputedStyle(mark);
      return style.fill !== "none" || style.stroke !== "none";
    });
    const out = [...svg.querySelectorAll("text")].filter(text => {
      const at = text.getBoundingClientRect();
      return at.left < box.left - 1 || at.right > box.right + 1
        || at.top < box.top - 1 || at.bottom > box.bottom + 1;
    }).map(text => text.textContent);
    const size = Math.min(...[...svg.querySelectorAll("text")].map(
      text => parseFloat(getComputedStyle(text).fontSize) * box.width / svg.viewBox.baseVal.width));
    return {id: svg.id, width: box.width, height: box.height, marks: marks.length, out, size};
  });
  const found = {plots, width: innerWidth, scrolls: document.documentElement.scrollWidth};
  parent.postMessage(JSON.stringify(found), "*");
});
</script>
"""
_FRAME = """<!doctype html><meta charset="utf-8">
<iframe src="{0}" width="{1}" height="900"></iframe>
<script>addEventListener("message", e => {{
  const pre = document.createElement("pre"); pre.textContent = e.data; document.body.append(pre);
}})</script>"""


def browse(place: Path, folder: Path) -> tuple[str, str]:
    """Open a file in a new browser; return its document and what it logs."""
    options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--enable-logging=stderr", "--virtual-time-budget=5000", f"--user-data-dir={folder}",
    ]  # fmt: skip
    done = subprocess.run(
        [CHROMIUM, *options, "--dump-dom", place.as_uri()],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here; apt-get install chromium")
@pytest.mark.parametrize("width", [1200, 400])
def test_the_page_in_a_browser(run, report, tmp_path, width):
    text = (run / "report.html").read_text(encoding="utf-8")
    # Only for measuring, scripts are let in; the page's own policy refuses them, and all requests.
    policy = "default-src &#x27;none&#x27;"
    assert policy in text
    allowed = text.replace(policy, f"{policy}; script-src &#x27;unsafe-inline&#x27;")
    (tmp_path / "page.html").write_text(allowed.replace("</head>", _MEASURE + "</head>"))
    (tmp_path / "frame.html").write_text(_FRAME.format("page.html", width))
    dom, log = browse(tmp_path / "frame.html", tmp_path / "profile")
    # A refused request, as any error, is written to the console.
    assert "CONSOLE" not in log, log
    found = json.loads(re.search(r"<pre>(.*?)</pre>", dom, re.DOTALL)[1].replace("&gt;", ">"))
    assert found["width"] == width
    assert found["scrolls"] <= width, "the page is wider than the screen"
    sections = [*report["sections"], *report["timings"]["sections"]]
    assert len(found["plots"]) == sum(len(one["plots"]) for one in sections)
    for plot in found["plots"]:
        assert plot["marks"] >= 4, plot
        assert not plot["out"], plot
        assert plot["size"] >= 10, plot
        assert plot["height"] > 40, plot


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here; apt-get install chromium")
def test_a_request_or_an_error_would_be_seen(run, tmp_path):
    text = (run / "report.html").read_text(encoding="utf-8")
    spoiled = text.replace("<main>", '<main><img src="https://example.org/x.png">')
    (tmp_path / "page.html").write_text(spoiled)
    _, log = browse(tmp_path / "page.html", tmp_path / "profile")
    assert "CONSOLE" in log


def test_no_two_lines_look_alike():
    series = [
        {"name": str(k), "style": "line", "points": [{"x": 0, "y": k}, {"x": 1, "y": k}]}
        for k in range(12)
    ]
    axis = {"title": "", "log": False, "range": None}
    drawn = str(
        draw(
            {"kind": "lines", "title": "t", "alt": "a", "x": axis, "y": axis, "series": series},
            "plot",
        )
    )
    assert len(set(re.findall(r'class="(stroke [^"]+)"', drawn))) == 12
