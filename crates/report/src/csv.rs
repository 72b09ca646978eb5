use std::fmt::Write;

use crate::{Scoreboard, Watch};

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
/// does not, as `pmf`. The interval of a risk is no forecast of an outcome and has no place in it.
///
/// Source: Consortium of Infectious Disease Modeling Hubs, hubverse documentation, "Model output".
pub fn watch_hubverse(watch: &Watch) -> String {
    let mut text = String::from(
        "origin_date,target,target_end_date,location,output_type,output_type_id,value\n",
    );
    for risk in &watch.risks {
        let location = risk.iso3.clone().unwrap_or_else(|| risk.gw.to_string());
        for (outcome, probability) in [("yes", risk.risk), ("no", risk.risk.complement())] {
            let _ = writeln!(
                text,
                "{},{},{:04}-12-31,{location},pmf,{outcome},{}",
                watch.as_of,
                quoted(&watch.target.id),
                watch.last_year,
                number(probability.get()),
            );
        }
    }
    text
}

/// Every score of every model as CSV, one row a score.
pub fn scoreboard_csv(scoreboard: &Scoreboard) -> String {
    let mut text = String::from("target,protocol,rows,events,model,role,score,value,low,high\n");
    for board in &scoreboard.boards {
        for entrant in &board.entries {
            for score in &entrant.scores {
                let figures = score.value.map_or_else(
                    || ",,".to_owned(),
                    |value| {
                        let figures = [value.value, value.low, value.high].map(number);
                        figures.join(",")
                    },
                );
                let _ = writeln!(
                    text,
                    "{},{},{},{},{},{},{},{figures}",
                    quoted(&board.target.id),
                    quoted(&board.protocol.id),
                    board.protocol.rows,
                    board
                        .protocol
                        .events
                        .map(|n| n.to_string())
                        .unwrap_or_default(),
                    quoted(&entrant.model.id),
                    entrant.role.word(),
                    quoted(&score.id),
                );
            }
        }
    }
    text
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
