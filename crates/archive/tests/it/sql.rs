//! What can be asked in SQL, and what is said when it cannot.

use std::path::Path;
use std::sync::Arc;

use archive::sql::{Engine, Form, Session, SqlError, TableFiles, Tables, tables_in};
use archive::{View, ViewColumn};
use datafusion::arrow::array::{ArrayRef, Date32Array, Int32Array, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;
use terms::{FactFile, StateTable};

fn states() -> StateTable {
    let text = include_str!("../../../../facts/states/gleditsch-ward.csv");
    let file = FactFile {
        path: "states/gleditsch-ward.csv",
        text,
    };
    let mut problems = Vec::new();
    let table = StateTable::read(file, &mut problems);
    assert_eq!(problems, []);
    table
}

/// Made-up events: five rows, one of them without a state.
fn write_events(folder: &Path) {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int32Array::from(vec![1, 2, 3, 4, 5]))),
        (
            "gw",
            Arc::new(Int32Array::from(vec![
                Some(645),
                Some(645),
                Some(625),
                None,
                Some(625),
            ])),
        ),
        // 12130 days after 1970-01-01 is 2003-03-19.
        (
            "day",
            Arc::new(Date32Array::from(vec![
                12_130, 12_131, 12_130, 12_132, 12_130,
            ])),
        ),
        ("best", Arc::new(Int32Array::from(vec![3, 1, 4, 1, 4]))),
        (
            "where_told",
            Arc::new(StringArray::from(vec![
                "a",
                "b, with \"quotes\"",
                "c",
                "",
                "c",
            ])),
        ),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    std::fs::create_dir_all(folder.join("events")).unwrap();
    for (file, rows) in [("part-0.parquet", 0..3), ("part-1.parquet", 3..5)] {
        let file = std::fs::File::create(folder.join("events").join(file)).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        writer.write(&batch.slice(rows.start, rows.len())).unwrap();
        writer.close().unwrap();
    }
}

fn tables_of(folder: &Path) -> Tables {
    Tables {
        files: tables_in(folder).unwrap(),
        ..Tables::default()
    }
}

fn session_of(views: &[View], threads: usize) -> (tempfile::TempDir, Session) {
    let folder = tempfile::tempdir().unwrap();
    write_events(folder.path());
    let session = Session::open(
        tables_of(folder.path()),
        views,
        states(),
        Engine::Here { threads },
    )
    .unwrap();
    (folder, session)
}

fn session() -> (tempfile::TempDir, Session) {
    session_of(&[], 2)
}

fn answer(session: &Session, sql: &str, form: Form) -> String {
    let mut out = Vec::new();
    session.write(sql, form, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The rows of an answer, the header left out.
fn rows(session: &Session, sql: &str) -> String {
    let csv = answer(session, sql, Form::Csv);
    // A lone empty field is quoted, because an empty line would be no row.
    csv.split_once('\n')
        .unwrap()
        .1
        .trim_end()
        .replace("\"\"", "")
}

fn complaint(session: &Session, sql: &str) -> String {
    session
        .write(sql, Form::Csv, &mut Vec::new())
        .unwrap_err()
        .to_string()
}

#[test]
fn months_are_counted_from_january_1980() {
    let (_folder, session) = session();
    // VIEWS: month 1 is January 1980, so March 2003 is 23 x 12 + 3 = 279 and December 1979 is 0.
    let sql = "SELECT month_id(DATE '1980-01-31'), month_id('2003-03-19'), month_id(DATE '1979-12-31'), month_id(NULL)";
    assert_eq!(rows(&session, sql), "1,279,0,");
    assert_eq!(
        rows(
            &session,
            "SELECT min(month_id(day)), max(month_id(day)) FROM events"
        ),
        "279,279"
    );
    assert!(complaint(&session, "SELECT month_id(5)").contains("takes a date"));
}

#[test]
fn every_function_of_the_guide_gives_what_its_example_says() {
    let (_folder, session) = session();
    for function in archive::FUNCTIONS {
        let (call, value) = function.example;
        assert_eq!(
            rows(&session, &format!("SELECT {call}")),
            value,
            "{}",
            function.name
        );
    }
}

#[test]
fn cells_are_those_of_prio_grid() {
    let (_folder, session) = session();
    // Baghdad at 33.3 N 44.4 E: row floor(123.3 x 2) = 246, column floor(224.4 x 2) = 448,
    // 246 x 720 + 448 + 1 = 177569.
    let sql = "SELECT priogrid_gid(33.3, 44.4), priogrid_gid(0.25, 0.25), priogrid_gid(95, 0)";
    assert_eq!(rows(&session, sql), "177569,129961,");
}

#[test]
fn distances_are_along_the_great_circle() {
    let (_folder, session) = session();
    // One degree of a circle with the radius 6371.0088 km is 111.195 km.
    let sql = "SELECT round(great_circle_km(0, 0, 0, 1), 3), great_circle_km(0, 0, NULL, 1)";
    assert_eq!(rows(&session, sql), "111.195,");
}

#[test]
fn a_state_is_the_one_that_is_meant_on_the_day() {
    let (_folder, session) = session();
    let gw = |call: &str| rows(&session, &format!("SELECT gw({call})"));
    assert_eq!(gw("'IRQ', DATE '2003-03-19'"), "645");
    assert_eq!(gw("'Iraq', '2003-03-19'"), "645");
    // Correlates of War has 255 for Germany, Gleditsch and Ward 260 after 1990 as before (West Germany).
    assert_eq!(gw("255, DATE '2000-01-01'"), "260");
    // Serbia is 345 as Yugoslavia, 340 since 2006; sources keep 345.
    assert_eq!(gw("345, DATE '1995-01-01'"), "345");
    assert_eq!(gw("345, DATE '2010-01-01'"), "340");
    // South Sudan became a state on 9 July 2011; before, its territory was Sudan's.
    assert_eq!(gw("626, DATE '2004-09-18'"), "625");
    assert_eq!(gw("626, DATE '2012-09-18'"), "626");
    assert_eq!(gw("'SSD', DATE '2004-09-18'"), "");
    assert_eq!(gw("NULL, DATE '2004-09-18'"), "");
}

#[test]
fn a_misspelt_state_in_the_query_is_an_error_and_in_a_column_a_gap() {
    let (_folder, session) = session();
    let error = complaint(&session, "SELECT gw('Irak', DATE '2003-03-19')");
    assert!(
        error.contains("no state is called `Irak`; did you mean Iraq or Iran?")
            || error.contains("Iraq"),
        "{error}"
    );
    let sql = "SELECT gw(where_told, day) FROM events WHERE id = 1";
    assert_eq!(rows(&session, sql), "");
}

#[test]
fn an_unknown_table_or_column_is_named_with_the_nearest() {
    let (_folder, session) = session();
    assert_eq!(
        complaint(&session, "SELECT * FROM event"),
        "no table or view is called `event`; did you mean `events`?"
    );
    assert_eq!(
        complaint(&session, "SELECT * FROM votes_unga"),
        "no table or view is called `votes_unga`; there are events"
    );
    assert_eq!(
        complaint(&session, "SELECT bst FROM events"),
        "no column is called `bst`; did you mean `best`?"
    );
    assert!(complaint(&session, "SELEC 1").starts_with("this is not SQL that can be read"));
}

#[test]
fn nothing_can_be_changed_or_written() {
    let (folder, session) = session();
    let out = folder.path().join("stolen.csv");
    for sql in [
        "DROP TABLE events".to_owned(),
        "INSERT INTO events SELECT * FROM events".to_owned(),
        "CREATE VIEW v AS SELECT 1".to_owned(),
        "SET datafusion.execution.batch_size = 1".to_owned(),
        format!("COPY (SELECT 1) TO '{}'", out.display()),
        format!(
            "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{}'",
            folder.path().display()
        ),
    ] {
        assert!(
            complaint(&session, &sql).starts_with("only questions are answered here"),
            "{sql}"
        );
    }
    assert!(!out.exists());
    assert_eq!(rows(&session, "SELECT count(*) FROM events"), "5");
}

#[test]
fn the_text_form_shows_null_and_says_what_it_leaves_out() {
    let (_folder, session) = session();
    let sql = "SELECT id, gw, where_told FROM events ORDER BY id DESC";
    insta::assert_snapshot!(answer(&session, sql, Form::Text { rows: 3 }), @r"
    | id |   gw | where_told |
    |----|------|------------|
    |  5 |  625 | c          |
    |  4 | NULL |            |
    |  3 |  625 | c          |
    the first 3 of 5 rows; --rows N shows more, --format csv --out FILE writes all
    ");
    let all = answer(&session, sql, Form::Text { rows: 100 });
    assert!(all.ends_with("5 rows\n"), "{all}");
}

#[test]
fn csv_and_json_keep_every_value() {
    let (_folder, session) = session();
    let sql = "SELECT id, gw, day, where_told FROM events WHERE id IN (2, 4) ORDER BY id";
    assert_eq!(
        answer(&session, sql, Form::Csv),
        "id,gw,day,where_told\n2,645,2003-03-20,\"b, with \"\"quotes\"\"\"\n4,,2003-03-21,\n"
    );
    assert_eq!(
        answer(&session, sql, Form::Json),
        "[{\"id\":2,\"gw\":645,\"day\":\"2003-03-20\",\"where_told\":\"b, with \\\"quotes\\\"\"},\
         {\"id\":4,\"gw\":null,\"day\":\"2003-03-21\",\"where_told\":\"\"}]\n"
    );
    let none = "SELECT id FROM events WHERE id > 9";
    assert_eq!(answer(&session, none, Form::Csv), "id\n");
    assert_eq!(answer(&session, none, Form::Json), "[]\n");
}

#[test]
fn a_parquet_answer_can_be_asked_again() {
    let (folder, session) = session();
    let path = folder.path().join("answer.parquet");
    let mut file = std::fs::File::create(&path).unwrap();
    let sql = "SELECT gw, sum(best) AS best FROM events GROUP BY gw ORDER BY gw";
    let written = session.write(sql, Form::Parquet, &mut file).unwrap();
    assert_eq!(written.rows, 3);
    let table = TableFiles {
        name: "answer".to_owned(),
        files: vec![path],
    };
    let again = Session::open(
        Tables {
            files: vec![table],
            ..Tables::default()
        },
        &[],
        states(),
        Engine::Here { threads: 1 },
    )
    .unwrap();
    // 3 + 1 in Iraq (645), 4 + 4 in Sudan (625), 1 without a state.
    assert_eq!(
        rows(&again, "SELECT * FROM answer ORDER BY gw"),
        "625,8\n645,4\n,1"
    );
}

#[test]
fn rows_that_tie_come_in_the_same_order_on_any_number_of_threads() {
    let sql = "SELECT id, best FROM events ORDER BY best LIMIT 4";
    // Two rows have best = 1 and two have 4; the first column, id, decides between them.
    for threads in [1, 2, 3, 8] {
        let (_folder, session) = session_of(&[], threads);
        assert_eq!(
            rows(&session, sql),
            "2,1\n4,1\n1,3\n3,4",
            "{threads} threads"
        );
    }
}

fn view(name: &str, reads: &str, sql: &str, columns: &[&str]) -> View {
    let column = |name: &&str| ViewColumn {
        name: (*name).to_owned(),
        unit: String::new(),
        about: String::new(),
    };
    View {
        name: name.to_owned(),
        about: String::new(),
        reads: vec![reads.to_owned()],
        sql: sql.to_owned(),
        column: columns.iter().map(column).collect(),
    }
}

#[test]
fn a_view_is_asked_like_a_table_and_says_which_tables_it_lacks() {
    let deaths = view(
        "deaths",
        "events",
        "SELECT gw, sum(best) AS best FROM events GROUP BY gw",
        &["gw", "best"],
    );
    let worst = view(
        "worst",
        "deaths",
        "SELECT gw FROM deaths WHERE best > 4",
        &["gw"],
    );
    let votes = view(
        "votes",
        "unga_votes",
        "SELECT 1 AS one FROM unga_votes",
        &["one"],
    );
    let (_folder, session) = session_of(&[deaths, worst, votes], 2);
    assert_eq!(session.names(), ["deaths", "events", "worst"]);
    assert_eq!(rows(&session, "SELECT gw FROM worst"), "625");
    assert_eq!(
        complaint(&session, "SELECT * FROM votes"),
        "the view `votes` reads `unga_votes`, which this store does not hold; `watchfire data pull` brings sources into a store"
    );
}

#[test]
fn a_view_must_give_the_columns_that_it_declares() {
    let folder = tempfile::tempdir().unwrap();
    write_events(folder.path());
    let wrong = view("v", "events", "SELECT gw FROM events", &["state"]);
    let error = Session::open(
        tables_of(folder.path()),
        &[wrong],
        states(),
        Engine::Here { threads: 1 },
    )
    .unwrap_err();
    assert!(matches!(error, SqlError::View { .. }), "{error}");
}

#[test]
fn tables_and_columns_can_be_listed() {
    let (_folder, session) = session();
    let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
    assert_eq!(rows(&session, sql), "events");
    assert!(rows(&session, "DESCRIBE events").starts_with("id,Int32"));
    assert!(rows(&session, "SHOW TABLES").contains("events"));
    assert_eq!(rows(&session, "SELECT sum(value) FROM range(1, 5)"), "10");
}

/// Every table of facts/sources, without rows.
fn write_empty_tables(folder: &Path) {
    for source in crate::sources().values() {
        for table in &source.table {
            let path = folder.join(format!("{}.parquet", table.name));
            let file = std::fs::File::create(path).unwrap();
            ArrowWriter::try_new(file, table.schema(), None)
                .unwrap()
                .close()
                .unwrap();
        }
    }
}

#[test]
fn every_view_of_the_facts_can_be_asked_and_gives_its_columns() {
    let text = include_str!("../../../../facts/views.toml").to_owned();
    let facts = terms::FactTree::new([("views.toml".to_owned(), text)]);
    let mut problems = Vec::new();
    let views = archive::read_views(&facts, &mut problems);
    assert_eq!(problems, []);
    let folder = tempfile::tempdir().unwrap();
    write_empty_tables(folder.path());
    let session = Session::open(
        tables_of(folder.path()),
        &views,
        states(),
        Engine::Here { threads: 1 },
    )
    .unwrap();
    for view in &views {
        assert_eq!(
            rows(&session, &format!("SELECT * FROM {}", view.name)),
            "",
            "{}",
            view.name
        );
    }
}
