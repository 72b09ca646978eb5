//! Made-up rows of every source, from what its facts say of its columns: never a publisher's row.

use archive::{ColumnFacts, ColumnType, DateForm, Format, SourceFile, TableFacts};

use crate::packing::tar_member;

/// The columns that a file has, by the publisher's names: those of the table, without what only the
/// file's name says, what it lacks, and what the source's own code makes of the others.
fn columns<'t>(table: &'t TableFacts, file: &SourceFile) -> Vec<Result<&'t ColumnFacts, &'static str>> {
    let made: &[&str] = match table.name.as_str() {
        "votes_unga" | "votes_unsc" => &["member", "value"],
        "icews_events" => &["source_country", "target_country"],
        _ => &[],
    };
    let own = table.columns.iter().filter(|column| {
        !file.constants.contains_key(&column.name)
            && !file.lacks.contains(&column.name)
            && !made.contains(&column.published())
    });
    // Wide tables have a column a member.
    let members: &[&str] = match table.name.as_str() {
        "votes_unga" => &["USA", "UKR", "SSD"],
        "votes_unsc" => &["CHINA", "FRANCE", "CZECH REPUBLIC"],
        _ => &[],
    };
    own.map(Ok).chain(members.iter().map(|name| Err(*name))).collect()
}

/// The line that names the columns; empty if the file has none.
pub fn header(table: &TableFacts, file: &SourceFile) -> String {
    if !file.header {
        return String::new();
    }
    let names = columns(table, file);
    let names = names.iter().map(|column| quoted(column.map_or_else(|name| name, ColumnFacts::published), file));
    names.collect::<Vec<_>>().join(&file.delimiter.to_string()) + "\n"
}

/// Two rows: one with every cell filled and a line end inside of texts, one with only what is required.
pub fn rows(table: &TableFacts, file: &SourceFile) -> String {
    let mut text = String::new();
    for full in [true, false] {
        let cells = columns(table, file).into_iter().map(|column| match column {
            Ok(column) if full || column.required => quoted(&value(column, table, full), file),
            Ok(_) => String::new(),
            Err(_) if table.name == "votes_unga" => "1".to_owned(),
            Err(_) => "Y".to_owned(),
        });
        text += &(cells.collect::<Vec<_>>().join(&file.delimiter.to_string()) + "\n");
    }
    text
}

/// The content of a file behind what the target puts before it, for every shape but Parquet.
pub fn content(table: &TableFacts, file: &SourceFile) -> Vec<u8> {
    match file.format {
        Format::Csv | Format::Xlsx => rows(table, file).into_bytes(),
        Format::Geojson => {
            let properties = table.columns.iter().filter(|column| column.published() != "geometry");
            let properties: serde_json::Map<String, serde_json::Value> = properties
                .map(|column| (column.published().to_owned(), json(column, table)))
                .collect();
            let feature = serde_json::json!({
                "type": "Feature", "properties": properties,
                "geometry": { "type": "Polygon", "coordinates": [[[10, 10], [11, 10], [11, 11], [10, 10]]] },
            });
            feature.to_string().into_bytes()
        }
        Format::TarOfTexts => {
            // Names as the three archives of texts have them, a note, a folder, and long names of both kinds.
            let named = ["x/SSD_75_2020.txt", "x/S_RES_0688_1991_EN_GOLD.txt", "x/1992-12-04-address-somalia.txt"];
            let mut raw: Vec<u8> = named.iter().flat_map(|name| tar_member(b'0', name, "Mr. President")).collect();
            raw.extend(tar_member(b'5', "x/", ""));
            raw.extend(tar_member(b'0', "README", "a note"));
            raw.extend(tar_member(b'L', "././@LongLink", "x/SSD_75_2020.txt\0"));
            raw.extend(tar_member(b'0', "x", "Mr. President"));
            raw.extend(tar_member(b'x', "pax", "27 path=x/SSD_75_2020.txt\n"));
            raw.extend(tar_member(b'0', "x", "Mr. President"));
            raw
        }
        Format::Text => b"Mr. President".to_vec(),
        Format::Parquet => Vec::new(),
    }
}

fn json(column: &ColumnFacts, table: &TableFacts) -> serde_json::Value {
    let text = value(column, table, false);
    match column.kind {
        ColumnType::Text | ColumnType::Day => text.into(),
        _ => text.parse::<i64>().map_or(text.into(), Into::into),
    }
}

fn quoted(cell: &str, file: &SourceFile) -> String {
    let special = [file.delimiter, '"', '\n'];
    if file.quotes && cell.contains(special) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.replace(special, " ")
    }
}

/// A value that the column may hold.
fn value(column: &ColumnFacts, table: &TableFacts, long: bool) -> String {
    if let Some(first) = column.values.first() {
        return first.clone();
    }
    let number = || column.min.unwrap_or(0.0).max(column.max.unwrap_or(2.0).min(2.0));
    match column.kind {
        ColumnType::Int32 | ColumnType::Int64 => format!("{:.0}", number().ceil()),
        ColumnType::Float64 if column.decimal_comma => number().to_string().replace('.', ","),
        ColumnType::Float64 => number().to_string(),
        ColumnType::Bool => "1".to_owned(),
        ColumnType::Year => format!("{:.0}", 2004_f64.clamp(column.min.unwrap_or(1.0), column.max.unwrap_or(9999.0))),
        ColumnType::MonthId if column.form == DateForm::YearMonth => "2004-09".to_owned(),
        ColumnType::MonthId => "297".to_owned(),
        ColumnType::Day => match column.form {
            DateForm::Iso | DateForm::YearMonth => "2004-09-18",
            DateForm::Compact => "20040918",
            DateForm::DayMonthYear => "18-9-2004",
            DateForm::MonthDayYear => "9/18/2004",
            DateForm::DayMonthnameYear => "18sep2004",
        }
        .to_owned(),
        ColumnType::Text => {
            let code = table.states.iter().find(|state| state.column == column.name);
            match code.map(|state| state.code.as_str()) {
                Some("gw" | "cow") => "625".to_owned(),
                Some("iso3") => "SDN".to_owned(),
                Some(_) => "Sudan".to_owned(),
                None if long => "one, \"two\"\nthree".to_owned(),
                None => "one".to_owned(),
            }
        }
    }
}
