use std::path::Path;

use ledger::{Casebook, read_casebook};
use norms::{Norms, read_norms};
use terms::{FactTree, Problem};

/// The fact files of this repository.
pub(crate) fn facts() -> FactTree {
    fn walk(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
        for item in std::fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                walk(&path, root, files);
            } else if path
                .extension()
                .is_some_and(|ending| ending == "toml" || ending == "csv")
            {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../facts");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    FactTree::new(files)
}

/// Norms and casebook of this repository, without a problem.
pub(crate) fn repository() -> (Norms, Casebook) {
    let facts = facts();
    let mut problems = Vec::new();
    let norms = read_norms(&facts, &mut problems);
    let casebook = read_casebook(&facts, &norms.nameable(), &mut problems);
    let listed: Vec<String> = problems.iter().map(Problem::to_string).collect();
    assert!(listed.is_empty(), "{}", listed.join("\n"));
    (norms, casebook)
}
