"""A cluster on this machine: the same answers as one process, and what a killed executor costs. Prints JSON.

    python3 benches/archive/cluster.py [--rows 100000000] [--work DIR] [--keep] [--no-build]

Everything runs on loopback with the time-outs that `watchfire cluster` has by default. The table is that
of `xtask gdelt-like`, whose answers are known; the executor is killed with SIGKILL in mid-query.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]

WEEKS = """SELECT count(*) AS groups, sum(n) AS rows, sum(n * n) AS squares FROM (
    SELECT action_geo_country, week_id(date), event_root, count(*) AS n
    FROM events GROUP BY 1, 2, 3) AS counts"""
QUESTIONS = [
    WEEKS,
    "SELECT count(*) AS n, sum(mentions) AS mentions, min(date) AS first, max(date) AS last FROM events",
    "SELECT event_root, count(*) AS n FROM events GROUP BY 1 ORDER BY 1",
    "SELECT month_id(date) AS month, quad_class, count(*) AS n, sum(mentions) AS mentions FROM events GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT priogrid_gid(action_geo_latitude, action_geo_longitude) AS gid, count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC LIMIT 20",
    "SELECT event_id, date, tone FROM events WHERE event_root = '18' ORDER BY tone, date LIMIT 10",
]


class Cluster:
    def __init__(self, binary, work, executors, threads):
        self.binary, self.work, self.threads = binary, work, threads
        self.log = open(work / "cluster.log", "a")
        self.scheduler, line = self.start("scheduler", "--port", "0")
        self.address = line.split()[-1]
        self.executors = [self.executor(number) for number in range(executors)]
        self.wait(executors)

    def start(self, *arguments):
        command = [self.binary, "cluster", *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        return process, process.stdout.readline()

    def executor(self, number):
        folder = self.work / f"executor-{number}"
        return self.start(
            "executor", "--scheduler", self.address, "--threads", self.threads, "--memory", 4096, "--work-dir", folder
        )[0]

    def wait(self, executors):
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://{self.address}/readyz") as answer:
                    if f"ready: {executors} executors" in answer.read().decode():
                        return
            except (urllib.error.URLError, ConnectionError):
                pass
            time.sleep(0.1)
        sys.exit("the executors did not register within a minute")

    def stop(self):
        for process in [*self.executors, self.scheduler]:
            process.kill()
            process.wait()
        for folder in self.work.glob("executor-*"):
            shutil.rmtree(folder, ignore_errors=True)


def ask(binary, events, question, *more):
    command = [binary, "sql", question, "--table", f"events={events}", "--format", "csv", *more]
    begun = time.perf_counter()
    output = subprocess.run(command, capture_output=True, text=True)
    return output, round(time.perf_counter() - begun, 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "watchfire-bench")
    parser.add_argument("--kill-after", type=float, default=0.5, help="when the executor is killed, as a part of the query's usual time")
    parser.add_argument("--keep", action="store_true", help="keep the table")
    parser.add_argument("--no-build", action="store_true", help="use the optimised binaries that are there")
    arguments = parser.parse_args()
    if not arguments.no_build:
        command = ["cargo", "build", "--quiet", "--release", "-p", "app", "-p", "xtask", "--features", "app/full"]
        subprocess.run(command, check=True, cwd=ROOT)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / os.environ.get("PROFILE", "release")
    binary = target / "watchfire"
    work = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    table = work / f"gdelt-like-{arguments.rows}"
    if not (table / "answers.json").exists():
        command = [target / "xtask", "gdelt-like", "--rows", str(arguments.rows), "--out", table]
        subprocess.run(command, check=True, stdout=sys.stderr)
    known = json.loads((table / "answers.json").read_text())
    events = table / "events"

    here = []
    for question in QUESTIONS:
        output, seconds = ask(binary, events, question, "--threads", "2")
        if output.returncode != 0:
            sys.exit(output.stderr)
        here.append((output.stdout, seconds))
    right = f"{known['groups']},{known['rows']},{known['sum_of_squares']}"
    report = {"rows": known["rows"], "known_answer_right": here[0][0].splitlines()[1] == right, "questions": []}
    report["questions"] = [{"question": " ".join(q.split()), "here_s": s} for q, (_, s) in zip(QUESTIONS, here)]

    for executors, threads in ((1, 2), (2, 1)):
        cluster = Cluster(binary, work, executors, threads)
        for entry, question, (answer, _) in zip(report["questions"], QUESTIONS, here):
            output, seconds = ask(binary, events, question, "--cluster", cluster.address)
            entry[f"executors_{executors}_s"] = seconds
            entry[f"executors_{executors}_equal"] = output.returncode == 0 and output.stdout == answer
            if output.returncode != 0:
                entry[f"executors_{executors}_error"] = output.stderr.strip()[:400]
        cluster.stop()

    usual = report["questions"][0]["executors_2_s"]
    cluster = Cluster(binary, work, 2, 1)
    command = [binary, "sql", WEEKS, "--table", f"events={events}", "--format", "csv", "--cluster", cluster.address]
    begun = time.perf_counter()
    query = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(usual * arguments.kill_after)
    in_mid_query = query.poll() is None
    os.kill(cluster.executors[0].pid, signal.SIGKILL)
    try:
        stdout, stderr = query.communicate(timeout=600)
    except subprocess.TimeoutExpired:
        query.kill()
        stdout, stderr = query.communicate()
    report["kill"] = {
        "in_mid_query": in_mid_query,
        "usual_s": usual,
        "seconds": round(time.perf_counter() - begun, 2),
        "finished": query.returncode == 0,
        "right": stdout == here[0][0] if query.returncode == 0 else None,
        "message": stderr.strip()[:600],
    }
    cluster.stop()
    print(json.dumps(report, indent=2))
    if not arguments.keep:
        shutil.rmtree(table)


main()
