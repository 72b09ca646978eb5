use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// Runs watchfire in an empty folder, so that no file of the repository is seen.
pub(crate) fn watchfire(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_watchfire"));
    command
        .args(arguments)
        .current_dir(std::env::temp_dir())
        .env("NO_COLOR", "1");
    command
}

/// What it prints.
pub(crate) fn printed(arguments: &[&str]) -> String {
    let output = watchfire(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What it complains of; it must fail.
pub(crate) fn complained(arguments: &[&str]) -> String {
    let output = watchfire(arguments).output().unwrap();
    assert!(
        !output.status.success(),
        "it did not fail: {}",
        String::from_utf8_lossy(&output.stdout)
    );
    String::from_utf8(output.stderr).unwrap()
}

/// The brief as JSON.
pub(crate) fn json(arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&printed(arguments)).unwrap()
}

/// The fact files of this repository.
pub(crate) fn facts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../facts")
}

/// A copy of the fact files that a test may break.
pub(crate) fn copy_of_facts(to: &Path) -> PathBuf {
    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for item in std::fs::read_dir(from).unwrap() {
            let path = item.unwrap().path();
            let target = to.join(path.file_name().unwrap());
            if path.is_dir() {
                copy(&path, &target)
            } else {
                std::fs::copy(&path, &target).map(|_| ()).unwrap()
            }
        }
    }
    let target = to.join("facts");
    copy(&facts(), &target);
    target
}

/// A folder of real data beside the repository; where there is none, the test says that it is skipped.
pub(crate) fn real(variable: &str, folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = std::env::var_os(variable).map_or_else(|| root.join(folder), PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: nothing at {} (set {variable})", path.display());
    None
}
