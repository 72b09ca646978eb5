//! Sums that a store must give which was filled from the publishers' own files; they are documented
//! in docs/guide/data-dictionary.md. Skipped where there is no mirror.

use std::path::Path;

use crate::run::{printed, real};

/// The sources that the questions need; a whole pull is for `cargo xtask kill-pull`.
const SOURCES: [&str; 7] = [
    "ucdp-country-year",
    "ucdp-ged",
    "ucdp-ged-candidate",
    "ucdp-country-months",
    "views-challenge",
    "early-warning-project",
    "unsc-votes",
];

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_store_pulled_from_a_mirror_gives_the_published_sums() {
    let Some(mirror) = real("WATCHFIRE_MIRROR", "../shared/data") else {
        return;
    };
    let mirror = mirror.canonicalize().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let mut pull = vec![
        "data",
        "pull",
        "--mirror",
        text(&mirror),
        "--store",
        text(&store),
    ];
    pull.extend(["--source", "unga-votes"]);
    pull.extend(SOURCES.iter().flat_map(|source| ["--source", source]));
    let told = printed(&pull);
    assert!(told.contains(" 0 unchanged, 0 failed; "), "{told}");
    assert!(told.contains("of 3 computed tables: "), "{told}");
    let again = printed(&pull);
    assert_eq!(
        again.matches(": unchanged, ").count(),
        told.matches(": stored, ").count()
    );
    let answer = |query: &str, more: &[&str]| {
        let mut asked = vec!["sql", query, "--format", "csv", "--store", text(&store)];
        asked.extend(more);
        printed(&asked)
            .lines()
            .skip(1)
            .collect::<Vec<_>>()
            .join(" ")
    };
    for (query, expected, origin) in [
        (
            "SELECT sum(cumulative_total_deaths_in_orgvio_best) FROM ucdp_country_year",
            "3957143",
            "UCDP country-year 25.1",
        ),
        (
            "SELECT count(*), sum(best) FROM ucdp_ged_reduced",
            "176579,1797771",
            "UCDP GED 21.1 with where_prec 1 and 2",
        ),
        (
            "SELECT count(*) FROM unsc_drafts WHERE outcome = 'vetoed'",
            "270",
            "Sciences Po, drafts of the Council 1946-2025",
        ),
        (
            "SELECT count(*) FROM votes WHERE body = 'un-general-assembly' AND vote IN ('yes', 'no', 'abstain')",
            "919571",
            "Voeten, roll calls of the Assembly 1946 to June 2024",
        ),
        (
            "SELECT sum(all_types) FROM state_years WHERE year BETWEEN 1989 AND 2024",
            "3957143",
            "UCDP country-year 25.1: every death lies in a state",
        ),
        (
            "SELECT sum(state_based), min(state_based_source) FROM state_months WHERE year = 2021",
            "200181,views_actuals revised",
            "VIEWS challenge, revised observations",
        ),
    ] {
        assert_eq!(answer(query, &[]), expected, "{origin}: {query}");
    }
    // Before the revision of 2024 the war in Tigray was known from candidate events alone.
    let then = answer(
        "SELECT max(year), max(state_based_source) FROM state_months WHERE year > 2017 AND state_based IS NOT NULL",
        &["--as-of", "2023-01-01"],
    );
    assert_eq!(then, "2021,ucdp_country_months views-2021");
}
