//! The same questions to this process and to a cluster on this machine, and a cluster that loses an executor.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_array::{ArrayRef, Date32Array, Int32Array, RecordBatch};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::WriterProperties;

use crate::run::watchfire;

/// A process that is killed when the test ends, however it ends.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Cluster {
    address: String,
    executors: Vec<Process>,
    _scheduler: Process,
    _work: tempfile::TempDir,
}

fn start(arguments: &[&str]) -> (Process, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_watchfire"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map(Process)
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (process, line)
}

impl Cluster {
    /// A scheduler on a free port and so many executors of so many threads each.
    fn start(executors: usize, threads: usize) -> Cluster {
        let work = tempfile::tempdir().unwrap();
        let (scheduler, line) = start(&[
            "cluster",
            "scheduler",
            "--port",
            "0",
            "--executor-timeout",
            "6",
        ]);
        let address = line.trim().rsplit(' ').next().unwrap().to_owned();
        let executors = (0..executors)
            .map(|number| {
                let folder = work.path().join(number.to_string());
                let arguments = [
                    "cluster",
                    "executor",
                    "--scheduler",
                    &address,
                    "--threads",
                    &threads.to_string(),
                    "--heartbeat",
                    "1",
                    "--memory",
                    "512",
                    "--work-dir",
                    &folder.to_string_lossy(),
                ];
                start(&arguments).0
            })
            .collect();
        let cluster = Cluster {
            address,
            executors,
            _scheduler: scheduler,
            _work: work,
        };
        cluster.wait_for_executors();
        cluster
    }

    /// The scheduler tells how many executors it knows.
    fn wait_for_executors(&self) {
        use std::io::{Read, Write};
        let wanted = format!("ready: {} executors", self.executors.len());
        let patience = Instant::now() + Duration::from_secs(60);
        loop {
            let mut answer = String::new();
            if let Ok(mut stream) = std::net::TcpStream::connect(&self.address) {
                let request = "GET /readyz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
                let _ = stream.write_all(request.as_bytes());
                let _ = stream.read_to_string(&mut answer);
            }
            if answer.contains(&wanted) || self.executors.is_empty() && !answer.is_empty() {
                return;
            }
            assert!(
                Instant::now() < patience,
                "executors did not register: {answer}"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Made-up events: 40,000 rows in four files, states and days in turn.
fn write_events(folder: &Path) -> PathBuf {
    let folder = folder.join("events");
    std::fs::create_dir_all(&folder).unwrap();
    for file in 0..4 {
        let query = format!(
            "SELECT CAST(value AS INT) AS id, \
             CASE value % 4 WHEN 0 THEN 'IRQ' WHEN 1 THEN 'SDN' WHEN 2 THEN 'Rwanda' ELSE 'nowhere' END AS state, \
             DATE '2002-11-09' + CAST(value % 400 AS INT) AS day, CAST(value % 60 AS INT) AS lat, \
             CASE WHEN value % 7 > 0 THEN value % 7 END AS best FROM range({}, {})",
            file * 10_000,
            (file + 1) * 10_000
        );
        let out = folder.join(format!("part-{file}.parquet"));
        crate::run::printed(&[
            "sql",
            &query,
            "--format",
            "parquet",
            "--out",
            &out.to_string_lossy(),
        ]);
    }
    folder
}

/// Made-up events sorted by day, and saying so, as the tables of a store are: eight files that share the
/// days on which one ends and the next begins, with more groups than a batch of rows holds.
fn write_sorted(folder: &Path) -> PathBuf {
    let folder = folder.join("sorted");
    std::fs::create_dir_all(&folder).unwrap();
    for file in 0..8 {
        let rows = (0..65_000).map(|n| (12_000 + 64 * file + n / 1000, n % 1000));
        let (days, places): (Vec<i32>, Vec<i32>) = rows.unzip();
        let batch = RecordBatch::try_from_iter([
            ("day", Arc::new(Date32Array::from(days)) as ArrayRef),
            ("place", Arc::new(Int32Array::from(places))),
        ])
        .unwrap();
        let by_day = SortingColumn {
            column_idx: 0,
            descending: false,
            nulls_first: true,
        };
        let properties = WriterProperties::builder()
            .set_sorting_columns(Some(vec![by_day]))
            .build();
        let out = File::create(folder.join(format!("part-{file}.parquet"))).unwrap();
        let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }
    folder
}

/// Questions with functions, joins, sub-queries, windows, gaps and ties.
const QUESTIONS: [&str; 8] = [
    "SELECT count(*) AS n, sum(best) AS best, count(best) AS known FROM events",
    "SELECT gw(state, day) AS gw, month_id(day) AS month, count(*) AS n, sum(best) AS best FROM events GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT priogrid_gid(lat, id % 90) AS gid, count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC, gid LIMIT 20",
    "SELECT round(great_circle_km(lat, 0, 0, lat), 6) AS km, count(*) AS n FROM events GROUP BY 1 ORDER BY 1",
    "SELECT a.state, count(*) AS n FROM events a JOIN events b ON a.id = b.id + 1 AND a.state = 'IRQ' GROUP BY 1 ORDER BY 1",
    "SELECT state, day, best FROM events WHERE best = (SELECT max(best) FROM events) ORDER BY day LIMIT 15",
    "SELECT DISTINCT state, rank() OVER (ORDER BY state) AS place FROM events ORDER BY state",
    "SELECT state, id FROM events ORDER BY best DESC NULLS LAST, state LIMIT 10",
];

fn ask(question: &str, events: &Path, more: &[&str]) -> std::process::Output {
    let table = format!("events={}", events.display());
    let mut arguments = vec!["sql", question, "--table", &table, "--format", "csv"];
    arguments.extend(more);
    watchfire(&arguments).output().unwrap()
}

fn told(output: &std::process::Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_cluster_of_one_or_two_executors_answers_as_this_process_does() {
    let folder = tempfile::tempdir().unwrap();
    let events = write_events(folder.path());
    for executors in [1, 2] {
        let cluster = Cluster::start(executors, 1);
        for question in QUESTIONS {
            let here = told(&ask(question, &events, &["--threads", "2"]));
            let there = told(&ask(question, &events, &["--cluster", &cluster.address]));
            assert!(here.lines().count() > 1, "{question}");
            assert_eq!(here, there, "{executors} executors: {question}");
        }
    }
}

/// Parts of a sorted table reach the last stage of a cluster in any order: groups must be told apart by
/// their key, not by where the sort column changes.
#[test]
fn groups_of_a_sorted_table_are_whole_on_a_cluster() {
    let folder = tempfile::tempdir().unwrap();
    let events = write_sorted(folder.path());
    let cluster = Cluster::start(1, 2);
    for question in [
        "SELECT count(*) AS groups, sum(n) AS rows, sum(n * n) AS squares FROM (SELECT day, place, count(*) AS n FROM events GROUP BY 1, 2)",
        "SELECT count(*) AS groups, sum(n) AS rows, sum(n * n) AS squares FROM (SELECT week_id(day), place, count(*) AS n FROM events GROUP BY 1, 2)",
        "SELECT place, count(*) AS days, sum(n) AS rows FROM (SELECT day, place, count(*) AS n FROM events GROUP BY 1, 2) GROUP BY 1 ORDER BY 1",
    ] {
        let here = told(&ask(question, &events, &["--threads", "2"]));
        let there = told(&ask(question, &events, &["--cluster", &cluster.address]));
        assert_eq!(here, there, "{question}");
    }
}

#[test]
fn an_executor_killed_in_mid_query_never_gives_a_wrong_number() {
    let folder = tempfile::tempdir().unwrap();
    let events = write_events(folder.path());
    // 100 rows against 40,000, a quarter of which match: a million pairs are enough to be interrupted.
    let question = "SELECT count(*) AS n, sum(a.id + b.id) AS s FROM events a JOIN events b ON a.lat % 4 = b.lat % 4 AND a.id % 400 = 0 WHERE abs(a.id - b.id) % 3 <> 1 AND sqrt(a.id * b.best) > 10";
    let right = told(&ask(question, &events, &[]));
    let mut cluster = Cluster::start(2, 1);
    let address = cluster.address.clone();
    let asked = {
        let events = events.clone();
        std::thread::spawn(move || ask(question, &events, &["--cluster", &address]))
    };
    std::thread::sleep(Duration::from_millis(1500));
    let in_mid_query = !asked.is_finished();
    // Child::kill sends SIGKILL.
    cluster.executors[0].0.kill().unwrap();
    let output = asked.join().unwrap();
    if output.status.success() {
        assert_eq!(String::from_utf8(output.stdout).unwrap(), right);
    } else {
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(complaint.contains("no answer was given"), "{complaint}");
        assert!(output.stdout.is_empty(), "half an answer was printed");
    }
    // On a machine so fast that it was over before, the test says nothing; it must not lie about that.
    println!("killed in mid-query: {in_mid_query}");
}

#[test]
fn a_cluster_that_cannot_answer_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let events = write_events(folder.path());
    // A port that was free a moment ago: nothing listens there.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let complaint = |address: &str| {
        let output = ask("SELECT 1", &events, &["--cluster", address]);
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let unanswered = complaint(&nobody.to_string());
    assert!(unanswered.contains("no scheduler answers"), "{unanswered}");
    let idle = Cluster::start(0, 1);
    let unmanned = complaint(&idle.address);
    assert!(
        unmanned.contains("has no executor; start one with `watchfire cluster executor`"),
        "{unmanned}"
    );
}
