//! Event tables in the shape of GDELT 2.0, made up from a seed, with the answers that a query must give.
//!
//! Nothing in them is an event: countries are letters, days come in order, everything else is drawn.
//! They show how queries scale. The answers are counted while the rows are drawn, without any engine.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use arrow::array::{
    ArrayRef, Date32Array, Float32Array, Float64Array, Int8Array, Int32Array, Int64Array,
    RecordBatch, StringArray,
};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::Serialize;

/// Monday 2015-02-16, two days before GDELT 2.0 begins, in days from 1970-01-01.
const FIRST_DAY: i64 = 16_482;
const WEEKS: usize = 516;
const COUNTRIES: usize = 200;
const ROOTS: usize = 20;
const ROWS_A_FILE: u64 = 12_500_000;
const ROWS_A_GROUP: usize = 1_000_000;
const ROWS_A_BATCH: usize = 50_000;

/// What a query over the table must give.
#[derive(Debug, Serialize)]
struct Answers {
    rows: u64,
    seed: u64,
    /// Groups of country, week and root code that have rows.
    groups: usize,
    /// Sum of the squares of their counts: it changes if any row falls into another group.
    sum_of_squares: u64,
    mentions: u64,
    rows_by_root_code: BTreeMap<String, u64>,
    /// The largest groups: country, Monday of the week in days from 1970-01-01, root code, rows.
    largest: Vec<(String, i64, String, u32)>,
}

/// One worker's part of the counts.
struct Tally {
    groups: Vec<u32>,
    num_mentions: u64,
}

/// Writes the table as `events/part-NN.parquet` and the answers as `answers.json`.
pub(crate) fn run(rows: u64, seed: u64, out: &Path) -> anyhow::Result<()> {
    ensure!(rows > 0, "--rows must be at least 1");
    let folder = out.join("events");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("{} cannot be created", folder.display()))?;
    let files: Vec<(u64, u64, PathBuf)> = (0..rows.div_ceil(ROWS_A_FILE))
        .map(|file| {
            let first = file * ROWS_A_FILE;
            let last = (first + ROWS_A_FILE).min(rows);
            (first, last, folder.join(format!("part-{file:02}.parquet")))
        })
        .collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let tallies: Vec<anyhow::Result<Tally>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers)
            .map(|worker| {
                let files = files.iter().skip(worker).step_by(workers);
                scope.spawn(move || -> anyhow::Result<Tally> {
                    let mut tally = Tally {
                        groups: vec![0; COUNTRIES * WEEKS * ROOTS],
                        num_mentions: 0,
                    };
                    for (first, last, path) in files {
                        write_file(*first, *last, rows, seed, path, &mut tally)?;
                        println!("wrote {}", path.display());
                    }
                    Ok(tally)
                })
            })
            .collect();
        running
            .into_iter()
            .map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("a worker stopped")))
            })
            .collect()
    });
    let mut total = Tally {
        groups: vec![0; COUNTRIES * WEEKS * ROOTS],
        num_mentions: 0,
    };
    for tally in tallies {
        let tally = tally?;
        total.num_mentions += tally.num_mentions;
        for (sum, count) in total.groups.iter_mut().zip(tally.groups) {
            *sum += count;
        }
    }
    let text = serde_json::to_string_pretty(&answers(rows, seed, &total))? + "\n";
    let path = out.join("answers.json");
    std::fs::write(&path, text).with_context(|| format!("{} was not written", path.display()))
}

fn answers(rows: u64, seed: u64, tally: &Tally) -> Answers {
    let mut rows_by_root_code = BTreeMap::new();
    let mut largest = Vec::new();
    for (index, count) in tally
        .groups
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
    {
        let (country, week, root) = (
            index / (WEEKS * ROOTS),
            index / ROOTS % WEEKS,
            index % ROOTS,
        );
        *rows_by_root_code.entry(root_code(root)).or_insert(0) += u64::from(*count);
        largest.push((
            country_code(country),
            FIRST_DAY + 7 * week as i64,
            root_code(root),
            *count,
        ));
    }
    let groups = largest.len();
    largest.sort_by(|a, b| b.3.cmp(&a.3).then_with(|| a.cmp(b)));
    largest.truncate(10);
    Answers {
        rows,
        seed,
        groups,
        sum_of_squares: tally
            .groups
            .iter()
            .map(|count| u64::from(*count).pow(2))
            .sum(),
        mentions: tally.num_mentions,
        rows_by_root_code,
        largest,
    }
}

fn country_code(country: usize) -> String {
    let letter = |n: usize| char::from(b'A' + n as u8);
    format!("{}{}", letter(country / 26), letter(country % 26))
}

fn root_code(root: usize) -> String {
    format!("{:02}", root + 1)
}

fn write_file(
    first: u64,
    last: u64,
    rows: u64,
    seed: u64,
    path: &Path,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    // Each file has its own stream, so the rows do not depend on how many threads there are.
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(first);
    let draws = Draws::new();
    let file =
        File::create(path).with_context(|| format!("{} cannot be created", path.display()))?;
    let mut writer: Option<ArrowWriter<File>> = None;
    let mut file = Some(file);
    let mut at = first;
    while at < last {
        let until = (at + ROWS_A_BATCH as u64).min(last);
        let batch = draws.batch(at..until, rows, &mut random, tally)?;
        if writer.is_none()
            && let Some(file) = file.take()
        {
            // Without the schema of Arrow beside that of Parquet, every reader sees plain types.
            let options = ArrowWriterOptions::new()
                .with_properties(properties())
                .with_skip_arrow_metadata(true);
            writer = Some(ArrowWriter::try_new_with_options(
                file,
                batch.schema(),
                options,
            )?);
        }
        if let Some(writer) = &mut writer {
            writer.write(&batch)?;
        }
        at = until;
    }
    if let Some(writer) = writer {
        writer
            .close()
            .with_context(|| format!("{} was not finished", path.display()))?;
    }
    Ok(())
}

fn properties() -> WriterProperties {
    let id = ColumnPath::from("event_id");
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROWS_A_GROUP))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_sorting_columns(Some(vec![SortingColumn {
            column_idx: 1,
            descending: false,
            nulls_first: false,
        }]))
        .set_column_dictionary_enabled(id.clone(), false)
        .set_column_encoding(id, Encoding::DELTA_BINARY_PACKED)
        .build()
}

/// Tables from which values are drawn: 1,024 equally likely places each.
struct Draws {
    countries: Vec<usize>,
    roots: Vec<usize>,
    country_codes: Vec<String>,
    root_codes: Vec<String>,
}

impl Draws {
    fn new() -> Draws {
        Draws {
            // Few countries have most of the news: weights fall as 1 / rank.
            countries: places(COUNTRIES, |rank| 1.0 / (rank as f64 + 3.0)),
            roots: places(ROOTS, |rank| 1.0 / (rank as f64 + 2.0)),
            country_codes: (0..COUNTRIES).map(country_code).collect(),
            root_codes: (0..ROOTS).map(root_code).collect(),
        }
    }

    fn batch(
        &self,
        range: std::ops::Range<u64>,
        rows: u64,
        random: &mut ChaCha8Rng,
        tally: &mut Tally,
    ) -> anyhow::Result<RecordBatch> {
        let length = (range.end - range.start) as usize;
        let days_in_all = (WEEKS * 7) as u64;
        let mut ids = Vec::with_capacity(length);
        let mut days = Vec::with_capacity(length);
        let (mut countries, mut roots) = (Vec::with_capacity(length), Vec::with_capacity(length));
        let (mut quads, mut mentions) = (Vec::with_capacity(length), Vec::with_capacity(length));
        let (mut goldsteins, mut tones) = (Vec::with_capacity(length), Vec::with_capacity(length));
        let (mut lats, mut lons) = (Vec::with_capacity(length), Vec::with_capacity(length));
        for row in range {
            let drawn = random.next_u64();
            let day = (u128::from(row) * u128::from(days_in_all) / u128::from(rows)) as usize;
            let country = self.countries[(drawn & 1023) as usize];
            let root = self.roots[(drawn >> 10 & 1023) as usize];
            let mention = 1 + (drawn >> 20 & 7) as i32 * (drawn >> 23 & 7) as i32;
            tally.groups[(country * WEEKS + day / 7) * ROOTS + root] += 1;
            tally.num_mentions += mention as u64;
            ids.push(410_000_000 + row as i64);
            days.push(FIRST_DAY as i32 + day as i32);
            countries.push(self.country_codes[country].as_str());
            roots.push(self.root_codes[root].as_str());
            quads.push(1 + (root / 5) as i8);
            mentions.push(mention);
            goldsteins.push(f32::from(root as i16 - 10));
            tones.push((drawn >> 26 & 2047) as f32 / 100.0 - 10.0);
            lats.push((country % 120) as f64 - 60.0 + (drawn >> 40 & 255) as f64 / 100.0);
            lons.push((country * 7 % 340) as f64 - 170.0 + (drawn >> 48 & 255) as f64 / 100.0);
        }
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("event_id", Arc::new(Int64Array::from(ids))),
            ("date", Arc::new(Date32Array::from(days))),
            ("action_geo_country", Arc::new(StringArray::from(countries))),
            ("event_root", Arc::new(StringArray::from(roots))),
            ("quad_class", Arc::new(Int8Array::from(quads))),
            ("goldstein", Arc::new(Float32Array::from(goldsteins))),
            ("mentions", Arc::new(Int32Array::from(mentions))),
            ("tone", Arc::new(Float32Array::from(tones))),
            ("action_geo_latitude", Arc::new(Float64Array::from(lats))),
            ("action_geo_longitude", Arc::new(Float64Array::from(lons))),
        ];
        Ok(RecordBatch::try_from_iter(columns)?)
    }
}

/// 1,024 places shared out by weight, so that one draw of ten bits picks a rank.
fn places(ranks: usize, weight: impl Fn(usize) -> f64) -> Vec<usize> {
    let total: f64 = (0..ranks).map(&weight).sum();
    let mut cumulated = 0.0;
    let mut places = Vec::with_capacity(1024);
    for rank in 0..ranks {
        cumulated += weight(rank);
        while places.len() < 1024 && (places.len() as f64) < cumulated / total * 1024.0 {
            places.push(rank);
        }
    }
    places.resize(1024, ranks - 1);
    places
}
