//! The facts of this repository, read once when a target starts.

use std::collections::BTreeMap;
use std::path::Path;

use archive::{SourceFacts, StateCodes, read_sources};
use terms::FactTree;

/// The files below those folders of `facts/`.
pub fn tree(folders: &[&str]) -> FactTree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../facts");
    let mut files = Vec::new();
    for folder in folders {
        for item in std::fs::read_dir(root.join(folder)).expect("a folder of facts") {
            let path = item.expect("a file of facts").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Ok(text) = std::fs::read_to_string(&path) {
                files.push((format!("{folder}/{name}"), text));
            }
        }
    }
    FactTree::new(files)
}

/// The facts on every source.
pub fn sources() -> BTreeMap<String, SourceFacts> {
    let mut problems = Vec::new();
    let sources = read_sources(&tree(&["sources"]), &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    sources
}

/// The codes of states.
pub fn codes() -> StateCodes {
    let mut problems = Vec::new();
    let codes = StateCodes::read(&tree(&["states", "aliases"]), &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    codes
}
