"""A large CSV into checked Parquet: watchfire, polars, duckdb and pandas on the same file in the same run. Prints JSON.

    python3 benches/archive/ingest.py [--rows 386000] [--runs 3] [--work DIR] [--no-build]

It makes a virtual environment of its own below the work folder, builds watchfire optimised, and writes a
made-up table in the shape of UCDP GED with `xtask ged-like` (49 columns, quoted commas and line ends).
Each is timed as a whole process, from start to end, with its peak memory. watchfire also checks every
value, maps states, sorts, hashes input and output and syncs the disk; the others read with the same types
and write zstd at level 3. `inside` is what their two calls take without starting Python.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = ["duckdb==2.0.1", "pandas", "polars==2.1.0", "pyarrow==26.0.1"]

TEXT = """relid code_status conflict_name dyad_name conflict_dset_id dyad_dset_id side_a_dset_id side_b_dset_id side_a side_b source_article source_office source_date
source_headline source_original where_coordinates where_description adm_1 adm_2 geom_wkt country region gwnoa gwnob""".split()
LONG = "id conflict_new_id dyad_new_id side_a_new_id side_b_new_id".split()
FLOAT = ["latitude", "longitude"]
DAY = ["date_start", "date_end"]
STANDS_FOR = "events/GEDEvent_v26_0_2.csv"

POLARS = """
import os, sys, time
os.environ["POLARS_MAX_THREADS"] = "2"
import polars as pl
source, out, text, long, real, days = sys.argv[1], sys.argv[2], *(a.split(",") for a in sys.argv[3:7])
header = open(source).readline().strip().split(",")
kind = lambda name: pl.String if name in text + days else pl.Int64 if name in long else pl.Float64 if name in real else pl.Boolean if name == "active_year" else pl.Int32
begun = time.perf_counter()
frame = pl.read_csv(source, schema={name: pl.String if name == "active_year" else kind(name) for name in header})
frame = frame.with_columns(pl.col("active_year") == "True", *(pl.col(day).str.slice(0, 10).str.to_date("%Y-%m-%d") for day in days))
frame.write_parquet(out, compression="zstd", compression_level=3)
print(time.perf_counter() - begun, frame.height, frame["best"].sum())
"""

DUCKDB = """
import sys, time, duckdb
source, out, text, long, real, days = sys.argv[1], sys.argv[2], *(a.split(",") for a in sys.argv[3:7])
header = open(source).readline().strip().split(",")
kind = lambda name: "VARCHAR" if name in text else "TIMESTAMP" if name in days else "BIGINT" if name in long else "DOUBLE" if name in real else "BOOLEAN" if name == "active_year" else "INTEGER"
columns = {name: kind(name) for name in header}
begun = time.perf_counter()
db = duckdb.connect()
db.execute("SET threads = 2")
select = ", ".join(f"CAST({name} AS DATE) AS {name}" if name in days else name for name in header)
db.execute(f"COPY (SELECT {select} FROM read_csv('{source}', header = true, columns = {columns})) TO '{out}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)")
took = time.perf_counter() - begun
print(took, *db.execute(f"SELECT count(*), sum(best) FROM '{out}'").fetchone())
"""

PANDAS = """
import sys, time
import pandas as pd
source, out, text, long, real, days = sys.argv[1], sys.argv[2], *(a.split(",") for a in sys.argv[3:7])
header = open(source).readline().strip().split(",")
kind = lambda name: "str" if name in text + days else "Int64" if name in long else "float64" if name in real else "bool" if name == "active_year" else "Int32"
begun = time.perf_counter()
frame = pd.read_csv(source, dtype={name: kind(name) for name in header})
for day in days:
    frame[day] = pd.to_datetime(frame[day].str.slice(0, 10), format="%Y-%m-%d").dt.date
frame.to_parquet(out, compression="zstd", compression_level=3)
print(time.perf_counter() - begun, len(frame), frame["best"].sum())
"""


def run(command, **options):
    return subprocess.run(command, check=True, cwd=ROOT, **options)


def environment(work):
    folder = work / "venv"
    python = folder / "bin" / "python"
    if not python.exists():
        run([sys.executable, "-m", "venv", folder])
        run([python, "-m", "pip", "install", "--quiet", *PACKAGES])
    return python


def measured(command):
    """Seconds, peak memory in bytes and output of a process."""
    begun = time.perf_counter()
    child = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True, cwd=ROOT)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - begun
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return took, usage.ru_maxrss * 1024, output


def best(runs, measure):
    results = sorted((measure(n) for n in range(runs)), key=lambda result: result["seconds"])
    return results[0] | {"peak_bytes": max(result["peak_bytes"] for result in results)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=386_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "watchfire-bench")
    parser.add_argument("--no-build", action="store_true", help="use the optimised binaries that are there")
    arguments = parser.parse_args()
    work = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    if not arguments.no_build:
        run(["cargo", "build", "--quiet", "--release", "-p", "app", "-p", "xtask"])
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    python = environment(work)
    source = work / f"ged-like-{arguments.rows}.csv"
    told = run([target / "xtask", "ged-like", "--rows", str(arguments.rows), "--out", source], capture_output=True, text=True)
    known = json.loads(told.stdout)

    def watchfire(_):
        store = work / "store"
        shutil.rmtree(store, ignore_errors=True)
        command = [target / "watchfire", "data", "add", source, "--source", "ucdp-ged-candidate",
                   "--stands-for", STANDS_FOR,
                   "--exported", "2026-01-31", "--store", store, "--strict"]
        took, peak, output = measured(command)
        if f"{known['rows']:,} taken" not in output:
            sys.exit(f"watchfire took other rows: {output}")
        written = sum(file.stat().st_size for file in store.rglob("*.parquet"))
        return {"seconds": took, "inside": took, "peak_bytes": peak, "written_bytes": written}

    def peer(program):
        def measure(_):
            out = work / "peer.parquet"
            out.unlink(missing_ok=True)
            took, peak, output = measured([python, "-c", program, source, out, *map(",".join, (TEXT, LONG, FLOAT, DAY))])
            # The result comes last; a peer may draw a progress bar before it.
            inside, rows, sum_of_best = output.split()[-3:]
            if (int(rows), int(float(sum_of_best))) != (known["rows"], known["sum_of_best"]):
                sys.exit(f"a peer read other rows: {output}")
            return {"seconds": took, "inside": float(inside), "peak_bytes": peak, "written_bytes": out.stat().st_size}
        return measure

    results = {"watchfire": best(arguments.runs, watchfire)}
    for name, program in (("polars", POLARS), ("duckdb", DUCKDB), ("pandas", PANDAS)):
        results[name] = best(arguments.runs, peer(program))
    ours = results["watchfire"]["seconds"]
    ratios = {f"watchfire / {name}": round(ours / results[name]["inside"], 2) for name in results if name != "watchfire"}
    print(json.dumps({"input": known, "cores": os.cpu_count(), "load": os.getloadavg()[0], "results": results, "ratios": ratios}, indent=2))


main()
