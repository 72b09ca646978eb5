//! Texts of resolutions of the UN Security Council: one text a resolution, named by number and year.

use crate::reading::{DerivedRows, ReadError, Rows};
use crate::{SourceFile, TableFacts};

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::with("unsc-resolution-texts", open);

fn open(rows: Box<dyn Rows>, _: &TableFacts, _: &SourceFile) -> Result<Box<dyn Rows>, ReadError> {
    let named = DerivedRows::new(rows).derive("path", &["resolution", "year"], parts);
    Ok(Box::new(named))
}

/// `res_en_gold/S_RES_0688_1991_EN_GOLD.txt` is resolution 688 of 1991.
fn parts(path: &str) -> Result<Vec<Option<String>>, String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.split('_').collect::<Vec<_>>().as_slice() {
        ["S", "RES", number, year, ..] => {
            Ok(vec![Some((*number).to_owned()), Some((*year).to_owned())])
        }
        _ => Err("not a resolution, but a note in the archive".to_owned()),
    }
}
