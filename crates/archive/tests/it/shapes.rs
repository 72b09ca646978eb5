//! Files whose rows are not those of their tables: wide votes, archives of texts, shapes.

use archive::reading::{ReadOptions, Report, open_bytes};
use archive::{Compression, SourceFile};
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;

use crate::{codes, sources};

/// Reads bytes as the file of a source's table, unpacked.
fn read(source: &str, table: &str, bytes: &[u8]) -> (RecordBatch, Report, Vec<String>) {
    let (sources, codes) = (sources(), codes());
    let source = &sources[source];
    let file = source.file.iter().find(|file| file.table == table).unwrap();
    let file = SourceFile {
        compression: Compression::None,
        ..file.clone()
    };
    let options = ReadOptions::default();
    let mut reader = open_bytes(bytes.to_vec(), source, &file, &codes, options).unwrap();
    let batch = reader.next().unwrap().unwrap();
    assert!(reader.next().is_none(), "the fixtures fit one batch");
    let report = reader.report().clone();
    assert!(report.adds_up(), "{report:?}");
    let rejects = batch.rejects.iter().map(ToString::to_string).collect();
    (batch.rows, report, rejects)
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<String> {
    let column = batch.column_by_name(column).unwrap().as_string::<i32>();
    column
        .iter()
        .map(|text| text.unwrap_or("-").to_owned())
        .collect()
}

fn states(batch: &RecordBatch) -> Vec<Option<i32>> {
    let column = batch.column_by_name("gw").unwrap();
    column.as_primitive::<Int32Type>().iter().collect()
}

#[test]
fn a_column_a_member_becomes_a_row_a_vote() {
    let issues = "me,nu,di,hr,co,ec";
    let csv = format!(
        "rcid,date,{issues},USA,UKR,SSD,IRQ\n77,1950-06-30,TRUE,FALSE,FALSE,FALSE,FALSE,FALSE,1,3.0,9,8\n78,2015-06-30,FALSE,FALSE,FALSE,TRUE,FALSE,FALSE,2,1,1,4\n"
    );
    let (rows, report, rejects) = read("unga-votes", "votes_unga", csv.as_bytes());
    assert_eq!(
        texts(&rows, "vote"),
        ["yes", "no", "absent", "abstain", "yes", "yes"]
    );
    assert_eq!(
        states(&rows),
        [Some(2), None, Some(645), Some(2), Some(369), Some(626)],
        "Ukraine voted in 1950 and was no state of the list"
    );
    assert_eq!(
        texts(&rows, "gw_gap")[1],
        "`UKR` was no state in 1950-06-30"
    );
    assert_eq!(
        report.left_out["no member of the United Nations at the vote"],
        1
    );
    assert_eq!(report.read, 8, "two roll calls of four members");
    assert_eq!(
        rejects,
        [
            "unga/unga_rollcall_wide_1946_2024.csv.gz:3: vote `4`: it is none of yes, abstain, no, absent"
        ]
    );
}

#[test]
fn a_draft_keeps_its_outcome_and_each_member_its_vote() {
    let csv = "Vote in the DB,UN classification,Vote outcome,Vote outcome typology-Observable,Resolution number,Date,Official full title,Title-Observable,Yes,No,Abstentions,Non-Voting,Total,(of which veto),RUSSIAN FEDERATION/USSR,CZECH REPUBLIC,BELARUS\n9,S/2012/77,vetoed,not adopted (veto),-,2012-02-04,A title,Middle East,13,2,0,0,15,2,N,,\n8,S/RES/1,adopted,adopted (majority),1,1964-03-04,A title,Cyprus,?,?,?,?,?,0,Y,A,NV\n";
    let (drafts, ..) = read("unsc-votes", "unsc_drafts", csv.as_bytes());
    assert_eq!(texts(&drafts, "outcome"), ["vetoed", "adopted"]);
    let (votes, report, _) = read("unsc-votes", "votes_unsc", csv.as_bytes());
    assert_eq!(
        texts(&votes, "vote"),
        ["no", "yes", "abstain", "not_voting"]
    );
    assert_eq!(
        states(&votes),
        [Some(365), Some(365), Some(315), None],
        "the column of the Czech Republic is Czechoslovakia's before 1993"
    );
    assert_eq!(report.left_out_rows(), 2);
}

/// A tar archive of those texts.
fn archive(texts: &[(&str, &str)]) -> Vec<u8> {
    let mut packer = tar::Builder::new(Vec::new());
    for (name, text) in texts {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        packer
            .append_data(&mut header, name, text.as_bytes())
            .unwrap();
    }
    packer.into_inner().unwrap()
}

#[test]
fn the_name_of_a_text_says_who_spoke_and_when() {
    let long = format!(
        "txt/{}/SSD_75_2020.txt",
        "a folder with a long name ".repeat(8)
    );
    let bytes = archive(&[
        ("txt/README.md", "a note"),
        ("txt/Session 01 - 1946/ARG_01_1946.txt", "Señor Presidente"),
        (&long, "Mr. President"),
    ]);
    let (rows, report, _) = read("un-general-debate", "speeches_unga", &bytes);
    assert_eq!(texts(&rows, "iso3"), ["ARG", "SSD"]);
    assert_eq!(texts(&rows, "text"), ["Señor Presidente", "Mr. President"]);
    assert_eq!(states(&rows), [Some(160), Some(626)]);
    assert_eq!(
        report.left_out["not a speech, but a note in the archive"],
        1
    );
}

#[test]
fn a_feature_without_a_shape_is_rejected() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"Fiji","isonum":"242","iso3":"FJI","gwcode":950},"geometry":{"type":"Point","coordinates":[178,-17]}},
        {"type":"Feature","properties":{"name":"Nowhere","isonum":null,"iso3":null,"gwcode":null},"geometry":null}]}"#;
    let (rows, report, rejects) = read("natural-earth", "shapes_110m", text.as_bytes());
    assert_eq!(states(&rows), [Some(950)]);
    assert_eq!(
        texts(&rows, "geometry"),
        [r#"{"coordinates":[178,-17],"type":"Point"}"#]
    );
    assert_eq!(report.rejected_rows(), 1);
    assert_eq!(
        rejects,
        ["geo/ne_110m_admin0.geojson:2: geometry ``: the feature has no geometry"]
    );
}

#[test]
fn a_row_of_gdelt_has_61_fields_and_its_codes_keep_their_zeros() {
    let mut fields = vec![""; 61];
    for (at, value) in [
        (0, "881990832"),
        (1, "20191024"),
        (7, "USA"),
        (25, "1"),
        (26, "040"),
        (28, "04"),
        (53, "GM"),
        (60, "https://example.org/a \"quoted\" word"),
    ] {
        fields[at] = value;
    }
    let line = fields.join("\t");
    let (rows, report, rejects) = read(
        "gdelt",
        "gdelt_events",
        format!("{line}\n{line}\tone more\n").as_bytes(),
    );
    assert_eq!(texts(&rows, "event_root"), ["04"]);
    assert_eq!(
        states(&rows),
        [Some(260)],
        "GM is Germany in FIPS 10-4, not the Gambia"
    );
    assert_eq!((report.read, report.rejected_rows()), (2, 1));
    assert_eq!(
        rejects,
        ["events/20191024143000.export.CSV:2: it has 62 fields and the others have 61"]
    );
}

#[test]
fn a_users_own_export_of_acled_is_read_and_is_in_no_mirror() {
    let sources = sources();
    let acled = &sources["acled"];
    assert!(acled.user_supplied && acled.file[0].rolling());
    let names: Vec<&str> = acled.table[0]
        .columns
        .iter()
        .map(|c| c.published())
        .collect();
    let mut values = vec![""; names.len()];
    for (name, value) in [
        ("event_id_cnty", "SUD1"),
        ("event_date", "2023-04-15"),
        ("country", "Sudan"),
        ("fatalities", "3"),
    ] {
        values[names.iter().position(|known| *known == name).unwrap()] = value;
    }
    let csv = format!("{}\n{}\n", names.join(","), values.join(","));
    let (rows, ..) = read("acled", "acled_events", csv.as_bytes());
    assert_eq!(states(&rows), [Some(625)]);
}
