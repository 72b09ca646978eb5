//! SQL as its users run it, in builds with and without the engine.

#[cfg(not(feature = "sql"))]
use crate::run::complained;

#[test]
#[cfg(not(feature = "sql"))]
fn a_build_without_the_engine_says_how_to_get_one() {
    let complaint = complained(&["sql", "SELECT 1"]);
    assert!(
        complaint.contains("cargo build --release --features sql"),
        "{complaint}"
    );
}

#[test]
#[cfg(not(feature = "cluster"))]
fn a_build_without_the_cluster_says_how_to_get_one() {
    let complaint = crate::run::complained(&["cluster", "scheduler"]);
    assert!(
        complaint.contains("cargo build --release --features cluster"),
        "{complaint}"
    );
}

#[cfg(feature = "sql")]
mod with_the_engine {
    use crate::run::{complained, printed, watchfire};

    #[test]
    fn functions_need_no_table() {
        let answer = printed(&[
            "sql",
            "SELECT gw('IRQ', '2003-03-19') AS gw",
            "--format",
            "csv",
        ]);
        assert_eq!(answer, "gw\n645\n");
    }

    #[test]
    fn a_query_may_come_from_standard_input() {
        let output = watchfire(&["sql", "-", "--format", "json"])
            .write_stdin("SELECT 1 AS one")
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "[{\"one\":1}]\n");
    }

    #[test]
    fn an_answer_goes_to_a_file_at_once_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answer.csv");
        let out = path.to_string_lossy().into_owned();
        printed(&["sql", "SELECT 2 AS two", "--format", "csv", "--out", &out]);
        let complaint = complained(&[
            "sql",
            "SELECT * FROM nothing",
            "--format",
            "csv",
            "--out",
            &out,
        ]);
        assert!(
            complaint.contains("no table or view is called `nothing`"),
            "{complaint}"
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two\n2\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(complained(&["sql", "SELECT 1", "--format", "parquet"]).contains("--out"));
    }
}
