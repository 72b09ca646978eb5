use std::fmt::Write;

use crate::{Board, Ranged, Scoreboard, Watch};

/// Every state with its risk as CSV, one row a state.
pub fn watch_csv(watch: &Watch) -> String {
    let mut text = String::from(
        "target,model,as_of,first_year,last_year,gw,iso3,state,rank,risk,low,high,rank_before,risk_before,ongoing,factors\n",
    );
    for risk in &watch.risks {
        let (rank_before, risk_before) = risk.before.map_or_else(Default::default, |before| {
            (before.rank.to_string(), number(before.risk.get()))
        });
        let factors: Vec<String> = risk
            .factors
            .iter()
            .map(|factor| format!("{}:{:+.3}", factor.id, factor.contribution))
            .collect();
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{},{},{},{},{},{},{rank_before},{risk_before},{},{}",
            quoted(&watch.target.id),
            quoted(&watch.model.id),
            watch.as_of,
            watch.first_year,
            watch.last_year,
            risk.gw,
            risk.iso3.as_deref().unwrap_or_default(),
            quoted(&risk.name),
            risk.rank,
            number(risk.risk.get()),
            risk.low.map(|low| number(low.get())).unwrap_or_default(),
            risk.high.map(|high| number(high.get())).unwrap_or_default(),
            if risk.ongoing { "yes" } else { "no" },
            quoted(&factors.join("|")),
        );
    }
    text
}

/// Every risk as rows of a hubverse model output: the probabilities that it happens and that it
/// does not, as `pmf` over the categories `yes` and `no`, which add up to 1 as they are printed. The
/// interval of a risk is no forecast of an outcome and has no place in it. The origin is the day on
/// which the data could be known. In a hub the file stands as
/// `model-output/watchfire-<model>/<origin_date>-watchfire-<model>.csv`.
///
/// Source: Consortium of Infectious Disease Modeling Hubs, hubverse documentation, "Model output"
/// (docs.hubverse.io/en/latest/user-guide/model-output.html) and "Defining modeling tasks".
pub fn watch_hubverse(watch: &Watch) -> String {
    let mut text = String::from(
        "origin_date,target,target_end_date,location,output_type,output_type_id,value\n",
    );
    for risk in &watch.risks {
        let location = risk.iso3.clone().unwrap_or_else(|| risk.gw.to_string());
        // The printed number is what a hub adds up.
        let yes = (risk.risk.get() * 1e6).round() / 1e6;
        for (outcome, probability) in [("yes", yes), ("no", 1.0 - yes)] {
            let _ = writeln!(
                text,
                "{},{},{:04}-12-31,{location},pmf,{outcome},{}",
                watch.as_of,
                quoted(&watch.target.id),
                watch.last_year,
                number(probability),
            );
        }
    }
    text
}

/// Every score of every model and every difference between two models as CSV, one row each; the
/// part is a window, or empty for all of them together.
pub fn scoreboard_csv(scoreboard: &Scoreboard) -> String {
    let mut text = String::from(
        "target,protocol,part,vintage,seed,rows,events,model,role,score,against,value,low,high,better_in\n",
    );
    for board in &scoreboard.boards {
        let whole = (String::new(), board.protocol.rows, &board.entries);
        let parts = board.parts.iter();
        let parts = parts.map(|part| (part.title.clone(), part.rows, &part.entries));
        for (part, rows, entries) in std::iter::once(whole).chain(parts) {
            let start = start(board, &part, rows);
            for entrant in entries {
                for score in &entrant.scores {
                    let _ = writeln!(
                        text,
                        "{start},{},{},{},,{},",
                        quoted(&entrant.model.id),
                        entrant.role.word(),
                        quoted(&score.id),
                        figures(score.value),
                    );
                }
            }
        }
        let start = start(board, "", board.protocol.rows);
        for one in &board.differences {
            let role = board
                .entries
                .iter()
                .find(|entry| entry.model.id == one.model);
            let _ = writeln!(
                text,
                "{start},{},{},{},{},{},{}",
                quoted(&one.model),
                role.map_or("", |entry| entry.role.word()),
                quoted(&one.id),
                quoted(&one.against),
                figures(Some(one.value)),
                number(one.better_in.get()),
            );
        }
    }
    text
}

fn start(board: &Board, part: &str, rows: usize) -> String {
    let events = board.protocol.events.map(|n| n.to_string());
    format!(
        "{},{},{part},{},{},{rows},{}",
        quoted(&board.target.id),
        quoted(&board.protocol.id),
        quoted(&board.vintage),
        quoted(&board.seeds),
        events.unwrap_or_default(),
    )
}

fn figures(value: Option<Ranged>) -> String {
    value.map_or_else(
        || ",,".to_owned(),
        |value| [value.value, value.low, value.high].map(number).join(","),
    )
}

/// Six significant places: more than any risk or score is sure of.
fn number(value: f64) -> String {
    format!("{value:.6}")
}

/// A field of RFC 4180, quoted where it has to be.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
