use terms::Gap;

use crate::documents::{before, signed, statement};
use crate::{
    Block, Brief, Chart, Column, Factor, Inline, Row, Series, StateForecast, Table, Tone, Values,
    WhenMade,
};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    match &brief.risk {
        Ok(found) => forecast(found),
        // What was published later stands in the section on hindsight, if anywhere.
        Err(Gap::NotYetKnown { .. } | Gap::NothingPublished) => Vec::new(),
        Err(gap) => vec![Block::Para(vec![format!("No risk: {gap}.").into()])],
    }
}

/// The risk, how good such risks were, how it came about, and what moves it.
pub(super) fn forecast(found: &StateForecast) -> Vec<Block> {
    let mut blocks = vec![warning(found), risk(found)];
    if let Some(skill) = found.skill.first() {
        blocks.push(statement(skill));
        let caveats = Inline::Toned(Tone::Quiet, skill.caveats.join(" "));
        blocks.push(Block::Para(vec![caveats]));
    }
    if found.skill.is_empty() {
        let none =
            "How good it was: no earlier risk of this model was compared with what happened.";
        blocks.push(Block::Para(vec![none.into()]));
    }
    blocks.push(since(found));
    blocks.push(Block::Chart(history(found)));
    blocks.push(factors(found));
    blocks
}

fn warning(found: &StateForecast) -> Block {
    let mut inlines: Vec<Inline> = vec![
        "A risk says how often it happened in states like this one. It is no finding that anything \
         happened, and it decides nothing here."
            .into(),
    ];
    if found.made == WhenMade::Reconstruction {
        inlines.push(
            format!(
                " This one is a reconstruction: a model fitted as at the end of {} on outcomes of data up to {}, run on predictors as the edition of {} has them. What was revised since is in them; nobody had this figure in {}.",
                found.data_year, found.learned_to, found.known, found.first_year
            )
            .into(),
        );
    }
    if found.over {
        let past = format!(
            " The years that it is for, {}, were over on the day.",
            years(found)
        );
        inlines.push(past.into());
    }
    Block::Notice(inlines)
}

fn risk(found: &StateForecast) -> Block {
    let state = &found.state;
    let interval = match (state.low, state.high) {
        (Some(low), Some(high)) => format!(
            "{low} to {high}, a {:.0} % interval from models that learned from states drawn with replacement",
            found.level.get() * 100.0
        ),
        _ => format!(
            "no interval, which was made for data of {} only",
            found.edition_year
        ),
    };
    let base = found.base_rate.map_or_else(String::new, |rate| {
        format!(" Of any state it would be {rate}.")
    });
    let ongoing = if state.ongoing {
        " A mass killing was going on in the year of the data; the risk is that of a further one."
    } else {
        ""
    };
    Block::Para(vec![
        Inline::Strong(format!(
            "{} that a new mass killing begins in {}",
            state.risk,
            years(found)
        )),
        format!(
            ", rank {} of {} states, from data of {}, a risk that could be worked out from {} on ({interval}).{base}{ongoing} {} Model: {}. ",
            state.rank,
            found.of,
            found.data_year,
            found.known,
            found.target.definition,
            found.model.title
        )
        .into(),
        Inline::Table(found.table.clone()),
        format!(" from {}", found.source.join("; ")).into(),
    ])
}

/// How risk and rank differ from a year before, and which factors changed most.
fn since(found: &StateForecast) -> Block {
    let state = &found.state;
    let mut text = match state.before {
        Some(_) => format!(
            "a year before it was {}; now {}, rank {}.",
            before(state),
            state.risk,
            state.rank
        ),
        None => "a year before the state had no risk.".to_owned(),
    };
    let mut moved: Vec<(f64, &Factor)> = state
        .factors
        .iter()
        .filter_map(|factor| Some((factor.change?, factor)))
        .filter(|(change, _)| change.abs() >= 0.005)
        .collect();
    moved.sort_by(|one, other| other.0.abs().total_cmp(&one.0.abs()));
    let named: Vec<String> = moved
        .iter()
        .take(3)
        .map(|(change, factor)| format!("{} ({})", factor.label, signed(*change)))
        .collect();
    if !named.is_empty() {
        text.push_str(&format!(
            " Of the factors below these changed most, in log-odds: {}.",
            named.join("; ")
        ));
    }
    Block::Para(vec![
        Inline::Strong("Since the year before: ".into()),
        text.into(),
    ])
}

fn history(found: &StateForecast) -> Chart {
    let years = &found.state.history;
    let reconstructed = if years.iter().any(|year| year.year < found.edition_year) {
        format!(
            "; all but that of {} are reconstructions",
            found.edition_year
        )
    } else {
        String::new()
    };
    Chart {
        title: format!("Risk within two years by year of the data{reconstructed}"),
        unit: "%".to_owned(),
        values: Values::PerCent,
        categories: years.iter().map(|year| year.year.to_string()).collect(),
        series: vec![Series {
            name: "risk".to_owned(),
            values: years.iter().map(|year| year.risk.get() * 100.0).collect(),
        }],
        marked: years.iter().position(|year| year.year == found.data_year),
        source: Inline::Table(found.table.clone()),
    }
}

fn factors(found: &StateForecast) -> Block {
    if found.state.factors.is_empty() {
        let text = format!(
            "What moves it was worked out for data of {} only.",
            found.edition_year
        );
        return Block::Para(vec![text.into()]);
    }
    let rows = found.state.factors.iter().map(|factor| {
        Row::new(vec![
            vec![factor.label.clone().into()],
            vec![signed(factor.contribution).into()],
            vec![
                factor
                    .change
                    .map_or_else(|| "not known".to_owned(), signed)
                    .into(),
            ],
            vec![match &factor.framework {
                Some(framework) => framework.clone().into(),
                None => Inline::Toned(Tone::Quiet, "none".into()),
            }],
        ])
    });
    Block::Table(Table {
        columns: vec![
            Column::words("What the model goes by (not what causes it)", 46),
            Column::numbers("Moves it by", 14).with_note("log-odds"),
            Column::numbers("Change", 14).with_note("in a year"),
            Column::words("UN Framework of Analysis", 26).with_note("our coding"),
        ],
        rows: rows.collect(),
    })
}

fn years(found: &StateForecast) -> String {
    format!("{} to {}", found.first_year, found.last_year)
}
