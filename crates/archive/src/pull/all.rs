use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Pull, Pulled, pull};
use crate::store::Writer;
use crate::{SourceFacts, StateCodes};

/// Pulls many sources, several at a time; the result is by source and does not depend on how many.
pub fn pull_all(
    writer: &Writer<'_>,
    sources: &[&SourceFacts],
    codes: &StateCodes,
    options: &Pull<'_>,
    threads: usize,
) -> BTreeMap<String, Pulled> {
    let next = AtomicUsize::new(0);
    let pulled = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcomes = pull(writer, source, codes, options);
            if let Ok(mut pulled) = pulled.lock() {
                pulled.insert(source.id.clone(), outcomes);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            scope.spawn(work);
        }
        work();
    });
    pulled.into_inner().unwrap_or_default()
}
