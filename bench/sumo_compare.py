#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same roads, departures and routes through SUMO's mesoscopic model and through Tocsin: who is out when.

    bench/sumo_compare.py build/release/bench/traffic_bench FOLDER [FOLDER …]

A folder holds nodes.csv, links.csv, trips.csv and routes.txt (workload W2; `traffic_bench town` writes them from a town
package or a map). They are converted to a SUMO network with every connection named (netconvert drops on-ramps of maps
otherwise), SUMO runs with equal headways of 1.13 s (no capacity drop), one queue per road and teleporting off, and its
trips come back as T50, T95, T100 and mean travel time. Exit code 1 when one differs by more than --band (0.5 %).
With --capacity-drop SUMO keeps its own headway behind a jam (1.73 s): larger, and that is what is shown then.

Needs the Debian packages `sumo` and `sumo-tools`; neither Tocsin nor its tests do.
"""
import argparse
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import quoteattr

os.environ.setdefault("SUMO_HOME", "/usr/share/sumo")
HEADWAY_S = "1.13"
FIGURES = ("T50", "T95", "T100", "mean_tt")


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def element(name, **attributes):
    text = " ".join(f"{key}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"  <{name} {text}/>\n"


def write(path, root, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"<{root}>\n")
        file.writelines(lines)
        file.write(f"</{root}>\n")


def connections(links):
    """Every way on from a link but back, except where back is the only way."""
    leaving = {}
    for link in links:
        leaving.setdefault(link["from"], []).append(link)
    for link in links:
        ways = leaving.get(link["to"], [])
        for way in ways:
            if way["to"] != link["from"] or len(ways) == 1:
                yield element("connection", **{"from": link["id"], "to": way["id"]})


def to_sumo(folder, out):
    """The folder as SUMO's network and routes in `out`."""
    links = table(folder / "links.csv")
    write(out / "nodes.nod.xml", "nodes",
          (element("node", id=n["id"], x=n["x"], y=n["y"], type="priority") for n in table(folder / "nodes.csv")))
    write(out / "edges.edg.xml", "edges",
          (element("edge", id=e["id"], **{"from": e["from"]}, to=e["to"], numLanes=e["lanes"], speed=e["speed_mps"],
                   length=e["length_m"]) for e in links))
    write(out / "ways.con.xml", "connections", connections(links))
    subprocess.run(["netconvert", "-n", out / "nodes.nod.xml", "-e", out / "edges.edg.xml", "-x", out / "ways.con.xml",
                    "-o", out / "net.net.xml", "--no-turnarounds", "true", "--no-warnings", "true"],
                   check=True, stdout=subprocess.DEVNULL)
    routes = (folder / "routes.txt").read_text(encoding="utf-8").split("\n")
    vehicles = ["  <vType id='car' length='5' minGap='2.5' speedDev='0' speedFactor='1' maxSpeed='70'/>\n"]
    for trip, route in zip(table(folder / "trips.csv"), routes):
        vehicles.append(f"  <vehicle id='{trip['id']}' type='car' depart='{trip['depart_s']}' departLane='best'>"
                        f"<route edges='{route}'/></vehicle>\n")
    write(out / "routes.rou.xml", "routes", vehicles)


def figures_of(trips):
    """Arrivals and travel times (waiting to depart included) as the four figures."""
    arrivals, travel_s = [], 0.0
    for _, trip in ElementTree.iterparse(trips):
        if trip.tag == "tripinfo":
            arrivals.append(float(trip.get("arrival")))
            travel_s += float(trip.get("duration")) + float(trip.get("departDelay"))
            trip.clear()
    arrivals.sort()
    n = len(arrivals)
    return {"vehicles": n, "T50": arrivals[n // 2], "T95": arrivals[n * 95 // 100], "T100": arrivals[-1],
            "mean_tt": travel_s / n}


def run_sumo(folder, capacity_drop):
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch)
        to_sumo(folder, out)
        command = ["sumo", "-n", out / "net.net.xml", "-r", out / "routes.rou.xml", "--tripinfo-output",
                   out / "trips.xml", "--mesosim", "--time-to-teleport", "-1", "--no-step-log", "--no-warnings",
                   "--xml-validation", "never", "--meso-edgelength", "1000", "--meso-multi-queue", "false",
                   "--meso-tauff", HEADWAY_S, "--meso-taufj", HEADWAY_S, "--meso-taujj", HEADWAY_S]
        if not capacity_drop:
            command += ["--meso-taujf", HEADWAY_S]
        begin = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        figures = figures_of(out / "trips.xml")
        figures["wall_s"] = time.monotonic() - begin
    return figures


def run_tocsin(program, folder):
    out = subprocess.run([program, "w2", folder, "1"], check=True, capture_output=True, text=True).stdout
    figures = {name: float(value) for name, value in re.findall(r"(\w+)=([-+\d.eE]+)", out)}
    figures["wall_s"] = figures["load_s"] + figures["sim_s_median"]
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="traffic_bench")
    parser.add_argument("folder", nargs="+", type=pathlib.Path)
    parser.add_argument("--band", type=float, default=0.5, help="largest difference in percent (%(default)s)")
    parser.add_argument("--capacity-drop", action="store_true", help="SUMO with its own headway behind a jam")
    options = parser.parse_args()
    worst = 0.0
    for folder in options.folder:
        sumo, own = run_sumo(folder, options.capacity_drop), run_tocsin(options.program, folder)
        if sumo["vehicles"] != own["vehicles"]:
            raise SystemExit(f"{folder}: SUMO let {sumo['vehicles']} arrive, Tocsin {own['vehicles']:.0f}")
        print(f"{folder.name}: vehicles={own['vehicles']:.0f} moves={own['moves']:.0f} "
              f"wall_s sumo={sumo['wall_s']:.2f} tocsin={own['wall_s']:.3f}")
        for name in FIGURES:
            difference = 100 * (own[name] / sumo[name] - 1)
            worst = max(worst, abs(difference))
            print(f"  {name:8} sumo={sumo[name]:10.1f} tocsin={own[name]:10.1f} difference={difference:+.2f} %")
    print(f"largest difference {worst:.2f} %")
    return 1 if worst > options.band else 0


if __name__ == "__main__":
    sys.exit(main())
