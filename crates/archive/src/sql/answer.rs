use std::io::Write;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use datafusion::arrow::datatypes::Schema;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::arrow::{csv, json};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::WriterProperties;
use futures_util::StreamExt;

use super::{Session, SqlError};

/// In which form an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table for people, with at most so many rows and cells cut at 60 characters.
    Text {
        /// The most rows that are shown.
        rows: usize,
    },
    /// Comma-separated values; NULL is an empty field.
    Csv,
    /// A JSON array of objects; NULL is null.
    Json,
    /// Parquet with zstd.
    Parquet,
}

/// How many rows an answer had, and how many of them were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Rows of the answer.
    pub rows: usize,
    /// Rows that were written.
    pub shown: usize,
}

/// Cells are cut here in the table for people.
const WIDEST_CELL: usize = 60;

impl Session {
    /// Answers a query and writes the rows as they come.
    pub fn write(
        &self,
        sql: &str,
        form: Form,
        out: &mut (dyn Write + Send),
    ) -> Result<Written, SqlError> {
        let answer = async {
            let frame = self.frame(sql).await?;
            let schema = frame.schema().as_arrow().clone();
            let mut writer = Writer::new(form, &schema, out)?;
            let mut stream = frame
                .execute_stream()
                .await
                .map_err(|error| self.failure(&error))?;
            let mut rows = 0;
            while let Some(batch) = stream.next().await {
                let batch = batch.map_err(|error| self.failure(&error))?;
                rows += batch.num_rows();
                writer.push(&batch)?;
            }
            let shown = writer.finish(rows)?;
            Ok(Written { rows, shown })
        };
        self.runtime.block_on(self.unless_lost(answer))
    }
}

enum Writer<'a> {
    Text {
        head: Vec<String>,
        numeric: Vec<bool>,
        cells: Vec<Vec<String>>,
        most: usize,
        out: &'a mut (dyn Write + Send),
    },
    /// The header comes with the first rows, so that a query that fails before them prints nothing.
    Csv(Box<csv::Writer<&'a mut (dyn Write + Send)>>, RecordBatch),
    Json(json::ArrayWriter<&'a mut (dyn Write + Send)>),
    Parquet(Box<ArrowWriter<&'a mut (dyn Write + Send)>>),
}

impl<'a> Writer<'a> {
    fn new(
        form: Form,
        schema: &Schema,
        out: &'a mut (dyn Write + Send),
    ) -> Result<Writer<'a>, SqlError> {
        Ok(match form {
            Form::Text { rows } => Writer::Text {
                head: schema
                    .fields()
                    .iter()
                    .map(|field| field.name().clone())
                    .collect(),
                numeric: schema
                    .fields()
                    .iter()
                    .map(|field| field.data_type().is_numeric())
                    .collect(),
                cells: Vec::new(),
                most: rows,
                out,
            },
            Form::Csv => {
                let empty = RecordBatch::new_empty(schema.clone().into());
                let writer = csv::WriterBuilder::new().with_header(true).build(out);
                Writer::Csv(Box::new(writer), empty)
            }
            Form::Json => Writer::Json(
                json::WriterBuilder::new()
                    .with_explicit_nulls(true)
                    .build::<_, json::writer::JsonArray>(out),
            ),
            Form::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::ZSTD(ZstdLevel::default()))
                    .set_created_by("watchfire".to_owned())
                    .build();
                let writer = ArrowWriter::try_new(out, schema.clone().into(), Some(properties));
                Writer::Parquet(Box::new(writer.map_err(unwritten_parquet)?))
            }
        })
    }

    fn push(&mut self, batch: &RecordBatch) -> Result<(), SqlError> {
        match self {
            Writer::Text { cells, most, .. } => {
                let options = FormatOptions::new().with_null("NULL");
                let columns: Vec<ArrayFormatter<'_>> = batch
                    .columns()
                    .iter()
                    .map(|column| ArrayFormatter::try_new(column, &options))
                    .collect::<Result<_, ArrowError>>()
                    .map_err(unwritten)?;
                let room = most.saturating_sub(cells.len());
                for row in 0..batch.num_rows().min(room) {
                    cells.push(
                        columns
                            .iter()
                            .map(|column| cell(&column.value(row).to_string()))
                            .collect(),
                    );
                }
                Ok(())
            }
            Writer::Csv(writer, _) => writer.write(batch).map_err(unwritten),
            Writer::Json(writer) => writer.write(batch).map_err(unwritten),
            Writer::Parquet(writer) => writer.write(batch).map_err(unwritten_parquet),
        }
    }

    /// Ends the answer; gives the number of rows that were written.
    fn finish(self, rows: usize) -> Result<usize, SqlError> {
        match self {
            Writer::Text {
                head,
                numeric,
                cells,
                out,
                ..
            } => {
                let shown = cells.len();
                let text = table(&head, &numeric, cells) + &note(rows, shown);
                out.write_all(text.as_bytes())
                    .map_err(|error| SqlError::Write(error.to_string()))?;
                Ok(shown)
            }
            Writer::Csv(mut writer, empty) => {
                // An answer without rows still has its header.
                writer.write(&empty).map_err(unwritten)?;
                Ok(rows)
            }
            Writer::Json(mut writer) => {
                writer.finish().map_err(unwritten)?;
                let out = writer.into_inner();
                out.write_all(b"\n")
                    .map_err(|error| SqlError::Write(error.to_string()))?;
                Ok(rows)
            }
            Writer::Parquet(writer) => {
                writer.close().map_err(unwritten_parquet)?;
                Ok(rows)
            }
        }
    }
}

/// One line, and not endless: whoever wants the whole text asks for csv or json.
fn cell(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= WIDEST_CELL {
        return line;
    }
    let cut: String = line.chars().take(WIDEST_CELL - 1).collect();
    cut + "…"
}

fn table(head: &[String], numeric: &[bool], cells: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table
        .load_preset(presets::ASCII_MARKDOWN)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(head);
    table.add_rows(cells);
    for (column, numeric) in table.column_iter_mut().zip(numeric) {
        if *numeric {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

fn note(rows: usize, shown: usize) -> String {
    match (rows, shown) {
        (1, 1) => "1 row\n".to_owned(),
        (rows, shown) if rows == shown => format!("{rows} rows\n"),
        (rows, shown) => format!(
            "the first {shown} of {rows} rows; --rows N shows more, --format csv --out FILE writes all\n"
        ),
    }
}

fn unwritten(error: ArrowError) -> SqlError {
    SqlError::Write(error.to_string())
}

fn unwritten_parquet(error: ParquetError) -> SqlError {
    SqlError::Write(error.to_string())
}
