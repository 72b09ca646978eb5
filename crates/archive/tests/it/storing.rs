//! What the store promises: whole or not at all, sorted, accounted for, and every byte checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use archive::store::{InputFile, Manifest, ManifestError, NewTable, NewVintage, Store, StoreError};
use arrow::array::{Array, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// Deaths of three state-years, in an order that is not theirs, in two batches.
pub(crate) fn deaths(best: i32) -> NewTable {
    let schema = Arc::new(Schema::new(vec![
        Field::new("gw", DataType::Int32, false),
        Field::new("year", DataType::Int32, false),
        Field::new("best", DataType::Int32, true),
        Field::new("side", DataType::Utf8, true),
    ]));
    let batch = |gw: Vec<i32>, year: Vec<i32>, best: Vec<Option<i32>>, side: Vec<&str>| {
        let columns: Vec<Arc<dyn Array>> = vec![
            Arc::new(Int32Array::from(gw)),
            Arc::new(Int32Array::from(year)),
            Arc::new(Int32Array::from(best)),
            Arc::new(StringArray::from(side)),
        ];
        RecordBatch::try_new(schema.clone(), columns).unwrap()
    };
    let rejects = RecordBatch::try_from_iter([(
        "reason",
        Arc::new(StringArray::from(vec!["`many` is no number"])) as Arc<dyn Array>,
    )]);
    NewTable {
        name: "deaths".to_owned(),
        batches: vec![
            batch(
                vec![651, 625],
                vec![2004, 2004],
                vec![Some(1), Some(best)],
                vec!["b", "a"],
            ),
            batch(vec![625], vec![2003], vec![None], vec!["c"]),
        ],
        schema,
        read: 5,
        left_out: BTreeMap::from([("no state and no deaths".to_owned(), 1)]),
        rejects: Some(rejects.unwrap()),
        unused: BTreeMap::new(),
        sort: vec!["gw".to_owned(), "year".to_owned()],
        partition: None,
        about: BTreeMap::from([("best".to_owned(), ("persons".to_owned(), String::new()))]),
    }
}

pub(crate) fn vintage(id: &str, released: &str, tables: Vec<NewTable>) -> NewVintage {
    NewVintage {
        source: "ucdp".to_owned(),
        vintage: id.to_owned(),
        released: released.parse().unwrap(),
        title: "Deaths".to_owned(),
        publisher: "Uppsala Conflict Data Program".to_owned(),
        licence: "CC BY 4.0".to_owned(),
        citation: "a fixture".to_owned(),
        retrieved: "2026-01-31T12:00:00Z".parse().unwrap(),
        reader: "1".to_owned(),
        input: vec![InputFile {
            path: "deaths.csv".to_owned(),
            sha256: "00".to_owned(),
            bytes: 1,
            from: None,
        }],
        derived_from: Vec::new(),
        tables,
    }
}

fn store_with_one(folder: &Path) -> (Store, Manifest) {
    let store = Store::open_or_create(&folder.join("store")).unwrap();
    let new = vintage("25.1", "2025-06-13", vec![deaths(5829)]);
    let manifest = store.writer().unwrap().put(new).unwrap();
    (store, manifest)
}

fn read(path: &Path) -> Vec<(i32, i32, Option<i32>, String)> {
    let file = std::fs::File::open(path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let mut rows = Vec::new();
    for batch in reader.build().unwrap() {
        let batch = batch.unwrap();
        let ints = |n: usize| {
            let column = batch.column(n).as_any().downcast_ref::<Int32Array>();
            column.unwrap().clone()
        };
        let side = batch.column(3).as_any().downcast_ref::<StringArray>();
        let (gw, year, best) = (ints(0), ints(1), ints(2));
        for row in 0..batch.num_rows() {
            let best = best.is_valid(row).then(|| best.value(row));
            let side = side.unwrap().value(row).to_owned();
            rows.push((gw.value(row), year.value(row), best, side));
        }
    }
    rows
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn rows_are_stored_in_the_order_that_is_asked_for_with_every_row_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let (store, manifest) = store_with_one(folder.path());
    let table = manifest.table("deaths").unwrap();
    assert_eq!(
        read(&store.table_files(&manifest, table)[0]),
        [
            (625, 2003, None, "c".to_owned()),
            (625, 2004, Some(5829), "a".to_owned()),
            (651, 2004, Some(1), "b".to_owned()),
        ]
    );
    // Five rows read: three taken, one left out, one rejected.
    assert_eq!((table.read, table.rows, table.rejected), (5, 3, 1));
    assert_eq!(table.rejects.as_ref().unwrap().rows, 1);
    let verified = store.verify(&|_, _| {}).unwrap();
    assert_eq!(verified.damages, []);
    assert_eq!(verified.unnamed, [""; 0]);
    assert_eq!((verified.tables, verified.files, verified.rows), (1, 2, 3));
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let contents: Vec<String> = (0..2)
        .map(|_| {
            let folder = tempfile::tempdir().unwrap();
            store_with_one(folder.path()).1.to_text()
        })
        .collect();
    assert_eq!(contents[0], contents[1]);
}

#[test]
fn a_table_whose_rows_do_not_add_up_is_refused_and_the_older_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (store, before) = store_with_one(folder.path());
    let wrong = NewTable {
        read: 6,
        ..deaths(1)
    };
    let error = store
        .writer()
        .unwrap()
        .put(vintage("25.1", "2025-06-13", vec![wrong]))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "table deaths: 6 rows were read, but 3 taken, 1 left out and 1 rejected; nothing of it was written"
    );
    assert_eq!(store.manifest("ucdp", "25.1").unwrap(), Some(before));
    assert_eq!(store.verify(&|_, _| {}).unwrap().damages, []);
}

#[test]
fn a_new_reading_takes_the_place_of_the_old_one_and_leaves_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, before) = store_with_one(folder.path());
    let new = vintage("25.1", "2025-06-13", vec![deaths(5830)]);
    let after = store.writer().unwrap().put(new).unwrap();
    assert_ne!(before.content, after.content);
    let verified = store.verify(&|_, _| {}).unwrap();
    assert_eq!((verified.damages.len(), verified.unnamed.len()), (0, 0));
}

#[test]
fn two_vintages_live_side_by_side_and_the_day_picks_one() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = store_with_one(folder.path());
    let older = vintage("24.1", "2024-06-10", vec![deaths(5000)]);
    store.writer().unwrap().put(older).unwrap();
    let at = |day: Option<&str>| store.as_of("ucdp", day.map(|day| day.parse().unwrap()));
    assert_eq!(at(None).unwrap().vintage, "25.1");
    assert_eq!(at(Some("2025-06-13")).unwrap().vintage, "25.1");
    assert_eq!(at(Some("2025-06-12")).unwrap().vintage, "24.1");
    assert_eq!(
        at(Some("2024-06-09")).unwrap_err().to_string(),
        "nothing of ucdp was published by 2024-06-09; its earliest vintage here is of 2024-06-10"
    );
    let tables = store.tables(Some("2025-01-01".parse().unwrap())).unwrap();
    assert_eq!(tables["deaths"].0.vintage, "24.1");
    assert_eq!(
        store.as_of("ewp", None).unwrap_err().to_string(),
        "the store has no source `ewp` (there are: ucdp); `watchfire data list` shows what there is"
    );
}

#[test]
fn every_single_byte_of_the_store_is_watched() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = store_with_one(folder.path());
    for path in files(store.root()) {
        let name = path
            .strip_prefix(store.root())
            .unwrap()
            .display()
            .to_string();
        if name.ends_with(".lock") {
            continue;
        }
        let sound = std::fs::read(&path).unwrap();
        // Every byte of the manifest, and of tables the ends and some between.
        let step = if name.ends_with(".parquet") { 97 } else { 1 };
        for at in (0..sound.len()).step_by(step).chain([sound.len() - 1]) {
            let mut bytes = sound.clone();
            bytes[at] ^= 0b100;
            std::fs::write(&path, bytes).unwrap();
            match Store::open(store.root()) {
                Ok(store) => {
                    let damages = store.verify(&|_, _| {}).unwrap().damages;
                    assert!(
                        damages.iter().any(|damage| damage.file == name),
                        "byte {at} of {name}: {damages:?}"
                    );
                }
                Err(error) => assert!(error.to_string().contains(&name), "{error}"),
            }
        }
        std::fs::write(&path, sound).unwrap();
    }
    assert_eq!(store.verify(&|_, _| {}).unwrap().damages, []);
}

#[test]
fn a_file_that_is_missing_or_cut_off_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (store, manifest) = store_with_one(folder.path());
    let path = &store.table_files(&manifest, &manifest.table[0])[0];
    let sound = std::fs::read(path).unwrap();
    std::fs::write(path, &sound[..sound.len() / 2]).unwrap();
    let damages = store.verify(&|_, _| {}).unwrap().damages;
    assert!(
        damages[0].to_string().contains("bytes, expected"),
        "{}",
        damages[0]
    );
    std::fs::remove_file(path).unwrap();
    let damages = store.verify(&|_, _| {}).unwrap().damages;
    assert_eq!(damages.len(), 1);
    assert!(
        damages[0]
            .to_string()
            .contains("pull it again with `--again`")
    );
}

#[test]
fn what_a_killed_run_left_is_no_table_and_the_next_run_sweeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, manifest) = store_with_one(folder.path());
    let vintage = store.folder("ucdp", "25.1");
    let left = [
        vintage.join(".unfinished-deaths"),
        vintage.join("deaths.0123456789abcdef.parquet"),
    ];
    let strange = vintage.join("notes of a colleague.txt");
    left.iter()
        .chain([&strange])
        .for_each(|path| std::fs::write(path, "half").unwrap());
    let verified = store.verify(&|_, _| {}).unwrap();
    assert_eq!(verified.damages, [], "they belong to no table");
    assert_eq!(verified.unnamed.len(), 3);
    // Someone reads: finished files stay, they may be the ones that are being read.
    let reading = store.reading();
    drop(store.writer().unwrap());
    assert_eq!(left.each_ref().map(|path| path.exists()), [false, true]);
    drop(reading);
    drop(store.writer().unwrap());
    assert!(!left[1].exists());
    assert!(strange.exists(), "what is not ours is not taken away");
    assert_eq!(store.manifest("ucdp", "25.1").unwrap(), Some(manifest));
}

#[test]
fn two_processes_cannot_write_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = store_with_one(folder.path());
    let writer = store.writer().unwrap();
    let error = store.writer().unwrap_err();
    assert!(matches!(error, StoreError::Busy { by: Some(id), .. } if id == std::process::id()));
    drop(writer);
    assert!(store.writer().is_ok());
}

#[test]
fn a_vintage_is_removed_whole_and_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = store_with_one(folder.path());
    let writer = store.writer().unwrap();
    writer
        .put(vintage("24.1", "2024-06-10", vec![deaths(1)]))
        .unwrap();
    writer.remove("ucdp", "24.1").unwrap();
    assert!(!store.folder("ucdp", "24.1").exists());
    assert_eq!(store.vintages("ucdp").unwrap().len(), 1);
    let error = writer.remove("ucdp", "24.1").unwrap_err().to_string();
    assert!(
        error.contains("no vintage `24.1` of `ucdp` (there are: 25.1)"),
        "{error}"
    );
    assert!(writer.remove("..", "25.1").is_err());
}

#[test]
fn a_folder_with_other_files_is_not_made_a_store() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("thesis.docx"), "").unwrap();
    let error = Store::open_or_create(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::Foreign(_)));
    let error = Store::open(folder.path()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`watchfire data pull` makes one")
    );
}

#[test]
fn a_manifest_of_another_form_or_with_a_foreign_path_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (_, manifest) = store_with_one(folder.path());
    assert_eq!(Manifest::read(&manifest.to_text()), Ok(manifest.clone()));
    let newer = Manifest {
        format: 2,
        ..manifest.clone()
    };
    assert_eq!(
        Manifest::read(&newer.to_text()),
        Err(ManifestError::Format(2))
    );
    let mut outside = manifest;
    outside.table[0].file[0].name = "../../etc/passwd".to_owned();
    assert!(matches!(
        Manifest::read(&outside.to_text()),
        Err(ManifestError::FileName(_))
    ));
}

#[test]
fn names_that_lead_out_of_the_store_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = store_with_one(folder.path());
    for name in ["..", "a/b", "", ".hidden", "incoming"] {
        let new = NewVintage {
            source: name.to_owned(),
            ..vintage("1", "2025-01-01", Vec::new())
        };
        let error = store.writer().unwrap().put(new).unwrap_err();
        assert!(matches!(error, StoreError::Name(_)), "{name}");
    }
}
