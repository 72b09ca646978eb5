//! The readers of release tables behind a right sidecar: any text gives rows or problems, and every
//! number that comes out is one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};
use terms::FactTree;

/// The tables and the lines that name their columns.
const TABLES: [(&str, &str); 9] = [
    ("deaths-by-state-year", "gw,year,state_based_low,state_based_best,state_based_high,non_state_low,non_state_best,non_state_high,one_sided_low,one_sided_best,one_sided_high"),
    ("mass-killing-episodes", "gw,first,last,state_led,code"),
    ("state-neighbours", "gw,neighbour,km"),
    ("state-shapes", "gw,part,outline"),
    ("intervention-outcomes", "place,group,interventions,ended_within_a_year,ended,again_known,again"),
    ("mass-killing-risk", "gw,year,rank,risk,low,high,factors"),
    ("mass-killing-skill", "@"),
    ("forecast-scores", "@"),
    ("forecast-reliability", "@"),
];

fuzz_target!(|input: (u8, &str)| {
    let (which, text) = input;
    let files = TABLES.iter().enumerate().flat_map(|(at, (id, header))| {
        let text = match (at == usize::from(which) % TABLES.len(), *header) {
            // The header of the committed table.
            (true, "@") => COMMITTED[at - 6].lines().next().unwrap_or_default().to_owned() + "\n" + text,
            (true, header) => format!("{header}\n{text}"),
            (false, _) => "gw\n".to_owned(),
        };
        let sum: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let head = format!("id = \"{id}\"\ntitle = \"a\"\nabout = \"a\"\nrows = 1\nsha256 = \"{sum}\"\ninput = []\ncolumn = []\n");
        [(format!("{id}.csv"), text), (format!("{id}.toml"), head)]
    });
    let tree = FactTree::new(files);
    let mut problems = Vec::new();
    let _ = archive::read_deaths(&tree, &mut problems);
    let _ = archive::read_episodes(&tree, &mut problems);
    let _ = archive::read_borders(&tree, &mut problems);
    let _ = archive::read_outlines(&tree, &mut problems);
    let _ = archive::read_skills(&tree, &mut problems);
    let _ = archive::read_forecast_scores(&tree, &mut problems);
    for outcome in archive::read_outcomes(&tree, &mut problems).iter().flat_map(|all| &all.rows) {
        let _ = outcome.share();
    }
    for row in archive::read_risks(&tree, &mut problems).iter().flat_map(|all| &all.rows) {
        for factor in &row.factors {
            assert!(factor.contribution.is_finite() && factor.change.is_none_or(f64::is_finite), "{row:?}");
        }
    }
});

const COMMITTED: [&str; 3] = [
    include_str!("../../releases/mass-killing-skill.csv"),
    include_str!("../../releases/forecast-scores.csv"),
    include_str!("../../releases/forecast-reliability.csv"),
];
