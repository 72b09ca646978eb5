"""Queries over Parquet: watchfire, DuckDB and polars on the same files in the same run. Prints JSON.

    python3 benches/archive/queries.py [--rows 100000000] [--ged FILE] [--work DIR] [--keep]

It makes a virtual environment of its own below the work folder, builds watchfire optimised, writes a
table of made-up events with `xtask gdelt-like` and checks every answer against the counts beside it.
Times are those inside the processes (open, plan, run), the best and the median of five runs, two threads.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = ["duckdb==2.0.1", "polars==2.1.0", "pyarrow==26.0.1"]

# A week begins on Monday; both engines compute it as whole numbers, in the way that suits each.
WEEKS = {
    "watchfire": """SELECT action_geo_country AS country, week_id(date) AS week,
        event_root AS root, count(*) AS n FROM events GROUP BY 1, 2, 3""",
    "duckdb": """SELECT action_geo_country AS country, (date - DATE '1979-12-31') // 7 + 1 AS week,
        event_root AS root, count(*) AS n FROM events GROUP BY 1, 2, 3""",
}
CHECK = "SELECT count(*) AS groups, sum(n) AS rows, sum(n * n) AS squares FROM ({}) AS counts"
GED = "SELECT country_id, {} AS month, type_of_violence, sum(best) AS best, count(*) AS n FROM ged GROUP BY 1, 2, 3"
GED_CHECK = "SELECT count(*) AS groups, sum(n) AS rows, sum(best) AS best FROM ({}) AS counts"
GED_MONTH = {
    "watchfire": "month_id(date_start)",
    "duckdb": "(year(date_start) - 1980) * 12 + month(date_start)",
}
RUNS = 5


def run(command, **options):
    return subprocess.run(command, check=True, cwd=ROOT, **options)


def environment(work):
    folder = work / "venv"
    python = folder / "bin" / "python"
    if not python.exists():
        run([sys.executable, "-m", "venv", folder])
        run([python, "-m", "pip", "install", "--quiet", *PACKAGES])
    return python


def peer(python, program, *arguments):
    """Runs a snippet in the environment of the peers; it prints JSON."""
    output = run([python, "-c", program, *map(str, arguments)], capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])


DUCKDB = """
import duckdb, json, sys, time
name, files, sql, runs = sys.argv[1:5]
times, rows = [], None
for _ in range(int(runs)):
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    begun = time.perf_counter()
    connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{files}')")
    rows = connection.execute(sql).fetchall()
    times.append(time.perf_counter() - begun)
print(json.dumps({"times": times, "answer": [int(v) for v in rows[0]]}))
"""

POLARS = """
import json, sys, time, os
os.environ["POLARS_MAX_THREADS"] = "2"
import polars as pl
kind, files, runs = sys.argv[1:4]
times, answer = [], None
for _ in range(int(runs)):
    begun = time.perf_counter()
    if kind == "weeks":
        frame = (pl.scan_parquet(files)
            .group_by("action_geo_country", (pl.col("date").cast(pl.Int32) + 3) // 7, "event_root")
            .agg(pl.len().alias("n").cast(pl.Int64)))
        row = frame.select(pl.len().alias("g"), pl.col("n").sum().alias("r"), (pl.col("n") ** 2).sum().alias("s")).collect(engine="streaming").row(0)
    else:
        date = pl.col("date_start")
        frame = (pl.scan_parquet(files)
            .group_by("country_id", (date.dt.year() - 1980) * 12 + date.dt.month(), "type_of_violence")
            .agg(pl.col("best").sum().cast(pl.Int64).alias("best"), pl.len().alias("n").cast(pl.Int64)))
        row = frame.select(pl.len().alias("g"), pl.col("n").sum().alias("r"), pl.col("best").sum().alias("b")).collect().row(0)
    times.append(time.perf_counter() - begun)
    answer = [int(v) for v in row]
print(json.dumps({"times": times, "answer": answer}))
"""

# 386,000 made-up rows with the columns that the question needs, for whoever has no GED Parquet at hand.
SYNTHETIC_GED = """
import sys, random, datetime, pyarrow as pa, pyarrow.parquet as pq
random.seed(1)
n = 386_000
first = datetime.date(1989, 1, 1)
days = sorted(random.randrange(13_149) for _ in range(n))
table = pa.table({
    "id": pa.array(range(n), pa.int64()),
    "country_id": pa.array([random.choice(range(2, 900, 6)) for _ in range(n)], pa.int32()),
    "type_of_violence": pa.array([random.choice((1, 1, 1, 2, 3)) for _ in range(n)], pa.int32()),
    "date_start": pa.array([first + datetime.timedelta(d) for d in days], pa.date32()),
    "best": pa.array([int(random.paretovariate(1.5)) for _ in range(n)], pa.int32()),
    "latitude": pa.array([random.uniform(-60, 60) for _ in range(n)]),
    "where_description": pa.array([f"place {random.randrange(9000)}, with words" for _ in range(n)]),
})
pq.write_table(table, sys.argv[1], compression="zstd")
print("{}")
"""


def watchfire(binary, name, files, sql):
    times, answer = [], None
    for _ in range(RUNS):
        command = [binary, "sql", sql, "--table", f"{name}={files}", "--format", "csv", "--threads", "2", "--time"]
        output = run(command, capture_output=True, text=True)
        times.append(float(re.search(r"answered in ([0-9.]+) s", output.stderr)[1]))
        answer = [int(value) for value in output.stdout.splitlines()[1].split(",")]
    return {"times": times, "answer": answer}


def summary(measured, rows):
    best = min(measured["times"])
    return {
        "best_s": round(best, 4),
        "median_s": round(statistics.median(measured["times"]), 4),
        "rows_per_s": round(rows / best),
    }


def compare(question, measured, expected, rows):
    for engine, result in measured.items():
        if result["answer"] != expected:
            sys.exit(f"{question}: {engine} says {result['answer']}, and {expected} is right")
    ours = min(measured["watchfire"]["times"])
    peers = {engine: result for engine, result in measured.items() if engine != "watchfire"}
    return {
        "question": question,
        "rows": rows,
        "answers_equal": True,
        **{engine: summary(result, rows) for engine, result in measured.items()},
        "time_over_peer": {engine: round(ours / min(result["times"]), 3) for engine, result in peers.items()},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000_000, help="rows of the table of made-up events")
    parser.add_argument("--ged", type=pathlib.Path, help="a Parquet file of GED; by default 386,000 made-up rows")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "watchfire-bench")
    parser.add_argument("--keep", action="store_true", help="keep the tables (100 million rows take about 2 GB)")
    parser.add_argument("--no-build", action="store_true", help="use the optimised binaries that are there")
    arguments = parser.parse_args()
    work = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(work).free < 30 * arguments.rows + 2_000_000_000:
        sys.exit(f"{work} has too little room for {arguments.rows} rows")
    if not arguments.no_build:
        run(["cargo", "build", "--quiet", "--release", "-p", "app", "-p", "xtask", "--features", "app/full"])
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    python = environment(work)

    events = work / f"gdelt-like-{arguments.rows}"
    if not (events / "answers.json").exists():
        run([target / "xtask", "gdelt-like", "--rows", str(arguments.rows), "--out", events], stdout=sys.stderr)
    known = json.loads((events / "answers.json").read_text())
    expected = [known["groups"], known["rows"], known["sum_of_squares"]]
    glob = f"{events}/events/*.parquet"
    weeks = {
        "watchfire": watchfire(target / "watchfire", "events", events / "events", CHECK.format(WEEKS["watchfire"])),
        "duckdb": peer(python, DUCKDB, "events", glob, CHECK.format(WEEKS["duckdb"]), RUNS),
        "polars": peer(python, POLARS, "weeks", glob, RUNS),
    }

    ged = arguments.ged or work / "ged-like.parquet"
    if not ged.exists():
        peer(python, SYNTHETIC_GED, ged)
    months = {
        engine: GED_CHECK.format(GED.format(expression)) for engine, expression in GED_MONTH.items()
    }
    deaths = {
        "watchfire": watchfire(target / "watchfire", "ged", ged, months["watchfire"]),
        "duckdb": peer(python, DUCKDB, "ged", ged, months["duckdb"], RUNS),
        "polars": peer(python, POLARS, "months", ged, RUNS),
    }
    print(json.dumps({
        "threads": 2,
        "results": [
            compare("country-week counts by root code", weeks, expected, known["rows"]),
            compare("deaths by state, month and type", deaths, deaths["duckdb"]["answer"], deaths["duckdb"]["answer"][1]),
        ],
    }, indent=2))
    if not arguments.keep:
        shutil.rmtree(events)


main()
