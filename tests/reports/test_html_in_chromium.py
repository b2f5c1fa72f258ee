"""The page in a browser: that it filters, that it fits, and that nothing entered by somebody runs."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boardrules import Report
from boardrules.printable import printable
from boardrules.reports.html import render

from .files import cme, judge, row, workbook
from .test_html import HOSTILE, hostile

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
By = pytest.importorskip("selenium.webdriver.common.by").By
Keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
Select = pytest.importorskip("selenium.webdriver.support.select").Select

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
if CHROMIUM is None or DRIVER is None:
    pytest.skip(
        "chromium and chromedriver are not installed (Debian: chromium, chromium-driver)",
        allow_module_level=True,
    )

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: The contrast of an element's text with what is behind it (WCAG 2.2, relative luminance).
CONTRAST = """
const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const behind = (node) => {
  for (; node; node = node.parentElement) {
    const colour = channels(getComputedStyle(node).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
const poor = [];
for (const node of document.querySelectorAll('body *')) {
  const own = [...node.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
  if (!own || !node.getClientRects().length || node.closest('option')) continue;
  const [a, b] = [light(channels(getComputedStyle(node).color)), light(behind(node))];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (contrast < 4.5) poor.push(`${node.tagName} ${node.className} ${contrast}`);
}
return poor;
"""


class Browser:
    """A page in Chromium."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver = driver
        self.folder = folder

    def open(self, made: Report, **media: str) -> None:
        """Open the page of a report, with nothing left of the page before."""
        path = self.folder / "page.html"
        path.write_bytes(render(made))
        self.devtools("Emulation.setScriptExecutionDisabled", value=False)
        self.media(**media)
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(path.as_uri())

    def devtools(self, command: str, **arguments: Any) -> Any:
        return self.driver.execute_cdp_cmd(command, arguments)

    def media(self, kind: str = "", scheme: str = "light") -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.devtools("Emulation.setEmulatedMedia", media=kind, features=features)

    def size(self, width: int, height: int = 900, *, mobile: bool = False) -> None:
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=mobile,
        )

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def one(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def rows(self) -> list[str]:
        """The texts of the findings that are seen."""
        shown: list[str] = self.run(
            "return [...document.querySelectorAll('#list > tbody > tr')]"
            ".filter((row) => row.getClientRects().length).map((row) => row.innerText)"
        )
        return shown

    def told(self) -> list[str]:
        """What the console says; nothing, where nothing was refused and nothing failed."""
        return [each["message"] for each in self.driver.get_log("browser")]

    def fetched(self) -> set[str]:
        """The addresses that were asked for."""
        events = [
            json.loads(each["message"])["message"] for each in self.driver.get_log("performance")
        ]
        return {
            each["params"]["request"]["url"]
            for each in events
            if each["method"] == "Network.requestWillBeSent"
        }


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(options, webdriver.ChromeService(str(DRIVER)))
    started.set_page_load_timeout(60)
    yield started
    started.quit()


@pytest.fixture
def browser(driver: Any, tmp_path: Path) -> Iterator[Browser]:
    page = Browser(driver, tmp_path)
    page.size(1280)
    yield page
    page.devtools("Emulation.setScriptExecutionDisabled", value=False)


def mixed() -> Report:
    """Five findings: three errors and two warnings, of three codes and two programs."""
    return judge(
        workbook(
            row(K=None),
            row(K=None, C="2026-05-19"),
            cme(H="MD00001", C="2026-04-02"),
            cme(C="2026-04-03"),
        )
    )


# Filters ---------------------------------------------------------------------------------------


def test_the_filters_show_what_is_asked_for(browser: Browser) -> None:
    browser.open(mixed())
    everything = browser.rows()
    counts = {
        "severity": {"error": 3, "warning": 2},
        "verdict": {"rejected": 4, "accepted": 1},
        "code": {"621": 2, "661": 1, "BR302": 2},
        "program": {"ABIM": 2, "STATE": 3},
    }
    for name, values in counts.items():
        for value, count in values.items():
            Select(browser.one(f"[name={name}]")).select_by_value(value)
            assert len(browser.rows()) == count, (name, value)
            assert browser.one("#shown").text == f"{count} of 5 findings shown"
        browser.one("#all").click()
        assert browser.rows() == everything
        assert browser.one("#shown").text == "5 findings"
    browser.one("[name=text]").send_keys("MD00001  BOARD")
    assert [each.count("661") for each in browser.rows()] == [1]
    Select(browser.one("[name=code]")).select_by_value("621")
    assert browser.rows() == []
    assert browser.one("#shown").text == "0 of 5 findings shown"


def test_a_code_of_the_chart_shows_its_findings(browser: Browser) -> None:
    browser.open(mixed())
    Select(browser.one("[name=severity]")).select_by_value("error")
    browser.one("a[data-code=BR302]").click()
    assert len(browser.rows()) == 2
    assert Select(browser.one("[name=code]")).first_selected_option.text.startswith("BR302 ")
    assert browser.run("return location.hash") == "#findings"


def test_it_is_a_plain_page_without_javascript(browser: Browser) -> None:
    browser.open(mixed())
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    browser.driver.refresh()
    assert len(browser.rows()) == 5
    assert not browser.one("form").is_displayed()
    assert browser.one("#shown").text == "5 findings"


# Nothing runs, nothing is fetched --------------------------------------------------------------


@pytest.mark.parametrize("everywhere", [False, True])
def test_what_was_entered_is_shown_and_does_not_run(browser: Browser, everywhere: bool) -> None:
    browser.open(hostile(everywhere=everywhere))
    assert browser.run("return document.scripts.length") == 1
    assert browser.one("form").is_displayed(), "our own script ran"
    shown = browser.run("return document.querySelector('#list').innerText")
    for each in HOSTILE:
        assert printable(each) in shown
    for cell in browser.driver.find_elements(By.CSS_SELECTOR, "#list td")[:20]:
        webdriver.ActionChains(browser.driver, duration=0).scroll_to_element(cell).move_to_element(
            cell
        ).perform()
    assert browser.run("return window.ran") is None
    assert browser.run("return document.querySelectorAll('#list img, #list svg').length") == 0
    assert browser.told() == []
    assert {each.partition("#")[0] for each in browser.fetched()} == {
        (browser.folder / "page.html").as_uri()
    }


def test_the_policy_refuses_what_would_be_mark_up_all_the_same(browser: Browser) -> None:
    """A second lock: as if a name had got into the page unescaped."""
    browser.open(mixed())
    page = browser.folder / "page.html"
    added = '<script>window.ran=1</script><b onclick="window.ran=1">x</b><img src="http://127.0.0.1:9/">'
    text = page.read_text(encoding="utf-8").replace("<main>", f"<main>{added}")
    page.write_text(text, encoding="utf-8")
    browser.driver.refresh()
    browser.one("main b").click()
    assert browser.run("return window.ran") is None
    assert len(browser.told()) == 3
    assert browser.one("form").is_displayed()


# Who reads it and with what --------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_it_is_not_wider_than_the_screen(browser: Browser, width: int) -> None:
    browser.size(width, mobile=width < 800)
    browser.open(hostile(everywhere=True))
    assert browser.run("return document.documentElement.scrollWidth") <= width
    too_wide = browser.run(
        "return [...document.querySelectorAll('#list *')]"
        ".filter((each) => each.getBoundingClientRect().right > innerWidth).length"
    )
    assert too_wide == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_a_screen_reader_finds_a_table_and_the_names_of_fields(
    browser: Browser, width: int
) -> None:
    browser.size(width, mobile=width < 800)
    browser.open(mixed())
    browser.devtools("Accessibility.enable")
    nodes = browser.devtools("Accessibility.getFullAXTree")["nodes"]
    seen = [
        (each["role"]["value"], each.get("name", {}).get("value", ""))
        for each in nodes
        if not each["ignored"]
    ]
    roles = [role for role, _ in seen]
    assert ("table", "Findings") in seen
    assert roles.count("row") >= 6
    assert roles.count("cell") >= 20
    assert {name for role, name in seen if role == "columnheader"} >= {
        "Where", "About", "Verdict", "Finding", "How to mend it",
    }  # fmt: skip
    assert {name for role, name in seen if role == "combobox"} == {
        "Verdict", "Severity", "Code", "Program",
    }  # fmt: skip
    assert ("searchbox", "Text") in seen
    assert ("button", "Show all") in seen
    assert roles.count("status") == 1


def test_it_is_used_with_the_keyboard_alone(browser: Browser) -> None:
    browser.open(mixed())
    keys = webdriver.ActionChains(browser.driver, duration=0)
    keys.send_keys(Keys.TAB).perform()
    assert browser.run("return document.activeElement.className") == "skip"
    assert browser.one(".skip").is_displayed()
    keys.send_keys(Keys.ENTER).perform()
    assert browser.run("return document.activeElement.id") == "findings"
    names = []
    for _ in range(6):
        keys.send_keys(Keys.TAB).perform()
        names.append(
            browser.run("return document.activeElement.name || document.activeElement.type")
        )
    assert names == ["text", "verdict", "severity", "code", "program", "button"]
    outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    browser.one("[name=text]").send_keys("BR302", Keys.ENTER)
    assert len(browser.rows()) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_text_stands_out_from_the_ground(browser: Browser, scheme: str, width: int) -> None:
    browser.size(width, mobile=width < 800)
    browser.open(mixed(), scheme=scheme)
    assert browser.run(CONTRAST) == []
    ground = browser.run("return getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


def test_it_is_printed_without_the_form(browser: Browser) -> None:
    browser.open(mixed(), kind="print", scheme="dark")
    assert not browser.one("form").is_displayed()
    assert len(browser.rows()) == 5
    assert browser.run(CONTRAST) == []
    printed = base64.b64decode(browser.devtools("Page.printToPDF")["data"])
    assert printed.startswith(b"%PDF")
