#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens the sample report in headless Chromium, from disk, and looks at what is drawn.

    browser_test.py SAMPLE_REPORT_PROGRAM VIEWER_HTML

Asserts texts in both languages, charts and map, the language switch and the sorting, no console error, no violation
of the content security policy and no request to any host. Exit code 77 (skipped) when there is no Chromium.
Needs nothing but Python; packages of Debian: chromium-headless-shell fonts-wqy-microhei.
"""
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77

# Runs in the page after it has drawn itself; leaves what it saw in an element of the page.
PROBE = """
<script>
// Leaflet paints its own canvas in the next frame, so a moment after everything has loaded.
window.addEventListener("load", function () { window.setTimeout(function () {
  var seen = {};
  function painted(canvas) {
    var data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, n = 0;
    for (var i = 3; i < data.length; i += 4) if (data[i]) n++;
    return n;
  }
  function places() {
    return Array.prototype.map.call(document.querySelectorAll("#places tbody tr"), function (r) {
      return r.cells[0].textContent; });
  }
  seen.canvases = Array.prototype.map.call(document.querySelectorAll("#town-map canvas"), painted);
  seen.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  seen.first = document.documentElement.lang;
  seen.places = places();
  document.querySelectorAll("#places button.sort")[1].click();
  document.querySelectorAll("#places button.sort")[1].click();
  seen.sorted = places();
  function fills() {
    return Array.prototype.map.call(document.querySelectorAll(".leaflet-zones-pane path"), function (zone) {
      return zone.getAttribute("fill"); }).join();
  }
  var before = fills(), choice = document.getElementById("color-by");
  choice.value = "1";
  choice.dispatchEvent(new Event("change"));
  seen.recolored = before !== fills();
  document.getElementById("language").click();
  seen.second = document.documentElement.lang;
  seen.title = document.title;
  var result = document.createElement("pre");
  result.id = "probe";
  result.textContent = JSON.stringify(seen);
  document.body.append(result);
}, 500); });
</script></body>"""


def find_browser():
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    print("skipped: no Chromium here (Debian packages chromium-headless-shell fonts-wqy-microhei)")
    sys.exit(SKIPPED)


class Browser:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder

    def open(self, file, fragment="", width=1280):
        """The page's elements after drawing, as HTML; fails on any console message or request to a host."""
        net_log = os.path.join(self.folder, "net.json")
        command = [self.program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                   "--user-data-dir=" + os.path.join(self.folder, "profile"), "--window-size=%d,1000" % width,
                   "--virtual-time-budget=4000", "--enable-logging=stderr", "--log-net-log=" + net_log, "--dump-dom",
                   "file://" + file + fragment]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=True)
        errors = [line for line in run.stderr.decode("utf-8", "replace").splitlines() if "CONSOLE" in line]
        check(not errors, "no console message: " + "\n".join(errors))
        with open(net_log, encoding="utf-8") as log:
            hosts = set(re.findall(r'"url":"(https?://[^"]*)', log.read()))
        check(not hosts, "no request to a host: %s" % hosts)
        return run.stdout.decode("utf-8")


def check(condition, what):
    if not condition:
        print("FAILED: " + what)
        sys.exit(1)


def text_of(dom):
    """Visible words: without scripts, styles and tags."""
    dom = re.sub(r"<(script|style)\b.*?</\1>", " ", dom, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", dom)))


def check_texts(dom, language, texts):
    check('data-ready="%s"' % language in dom, "the page is drawn in " + language)
    check('lang="%s"' % {"en": "en", "zh": "zh-CN"}[language] in dom, "the page says its language")
    shown = text_of(dom)
    for text in texts:
        check(text in shown, "'%s' is shown in %s" % (text, language))
    check('id="failure"' not in dom, "no failure is shown")
    for bad in ("undefined", "NaN", "[object", "null"):
        check(bad not in shown, "'%s' is not shown in %s" % (bad, language))


EN = ["Night flood in the sample valley", "The answer", "Everybody at risk is warned in time", "at least 95 %",
      "96.2 % [95.7–96.7 %]", "median 111 min; not by EndEx in 12 % of replications", "74 % [67.5–79.6 %]",
      "the rescue team lost its vehicle <twice>", "Warned", "+4:00", "Target 90 min", "24 of 200 (12 %) not finished",
      "Color zones by", "Village 7", "[70 min–2 h 21 min]", "Mains power fails", "Median time to get ready at night",
      "engineering default, no measured source", "OpenStreetMap extract", "No queues on roads", "9f2c1d07ab34",
      "tocsin run scenarios/sample-valley --seed 42 --replications 200"]
ZH = ["样例河谷夜间山洪演练", "结论", "危险区居民全部及时收到预警", "不低于 95%", "96.2% [95.7–96.7%]",
      "收到预警", "要求 90 分钟", "200 个中有 24 个（12%）到演练结束未完成", "村社着色依据", "第7村", "市电中断",
      "夜间准备时间中位数", "工程默认值，无实测出处", "不模拟道路排队", "未模拟的内容"]


def check_probe(browser, report):
    with open(report, encoding="utf-8") as file:
        page = file.read()
    copy = report.replace(".html", "-probe.html")
    with open(copy, "w", encoding="utf-8") as file:
        file.write(page.replace("</body>", PROBE))
    dom = browser.open(copy)
    seen = json.loads(html.unescape(re.search(r'<pre id="probe">(.*?)</pre>', dom, re.S).group(1)))
    check(len(seen["canvases"]) == 4, "roads, routes, closed roads and late households have their canvas")
    check(all(n > 50 for n in seen["canvases"]), "every canvas is painted: %s" % seen["canvases"])
    check(seen["overflow"] <= 0, "the page does not scroll sideways")
    check((seen["first"], seen["second"]) == ("en", "zh-CN"), "the button changes the language")
    check("样例河谷夜间山洪演练" in seen["title"], "the title changes with the language")
    check(seen["places"][2] == "Village 1", "places come as given")
    check(seen["sorted"][0] == "Whole area" and seen["sorted"][-1] == "Village 1", "places are sorted by residents")
    check(seen["recolored"], "zones change color with the chosen measure")
    check(dom.count("<svg") >= 3 + 3, "charts are drawn")
    for color in ("#E69F00", "#0072B2", "#009E73"):  # warned, left home, at a shelter: palette.ts
        check(re.search('<path[^>]*stroke="%s"' % color, dom, re.I), "a known curve has its color %s" % color)


def main():
    sample, viewer = sys.argv[1:3]
    program = find_browser()
    with tempfile.TemporaryDirectory(prefix="tocsin-report-") as folder:
        browser = Browser(program, folder)
        for language, texts in (("en", EN), ("zh", ZH)):
            report = os.path.join(folder, language + ".html")
            subprocess.run([sample, report, language], check=True, stdout=subprocess.DEVNULL)
            check_texts(browser.open(report), language, texts)
        check_texts(browser.open(os.path.join(folder, "en.html"), "#lang=zh"), "zh", ZH)
        check_texts(browser.open(os.path.join(folder, "en.html"), width=420), "en", EN)
        check_probe(browser, os.path.join(folder, "en.html"))
        big = os.path.join(folder, "big.html")
        subprocess.run([sample, big, "en", "14000"], check=True, stdout=subprocess.DEVNULL)
        check_probe(browser, big)
        check("This report could not be drawn" in text_of(browser.open(viewer)), "a page without data says so")
    print("the report shows what it should in both languages")


main()
