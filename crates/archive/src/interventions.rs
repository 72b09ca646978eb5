use serde::{Deserialize, Serialize};
use terms::{Day, FactTree, Probability, Problem};

use crate::record::Rows;
use crate::release::{Inputs, ReleaseHead, Table, read_table};
use crate::sources::prif_hmi;

/// How the violence went on in one group of humanitarian military interventions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Which interventions.
    pub group: String,
    /// How many there were.
    pub interventions: u32,
    /// In how many the violence ended within 365 days of the first day.
    pub ended_within_a_year: u32,
    /// In how many the violence had ended by the time of coding.
    pub ended: u32,
    /// For how many it is coded whether violence came again.
    pub again_known: u32,
    /// In how many of these violence came again.
    pub again: u32,
}

impl Outcome {
    /// The share in which the violence ended within a year, with its 90 % interval (Wilson 1927,
    /// JASA 22:209-212): a dozen cases say little, and the interval shows how little.
    pub fn share(&self) -> Option<(Probability, Probability, Probability)> {
        const Z: f64 = 1.644_853_626_951_472_7;
        if self.interventions == 0 {
            return None;
        }
        let n = f64::from(self.interventions);
        let p = f64::from(self.ended_within_a_year) / n;
        let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / (1.0 + Z * Z / n);
        let within = |value: f64| Probability::new(value.clamp(0.0, 1.0)).ok();
        Some((within(p)?, within(middle - half)?, within(middle + half)?))
    }
}

/// The embedded table of outcomes.
#[derive(Debug, Clone)]
pub struct Outcomes {
    /// Its sidecar.
    pub head: ReleaseHead,
    /// The groups, all interventions first.
    pub rows: Vec<Outcome>,
}

/// One intervention, as far as outcomes need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intervention {
    /// The publisher's name.
    pub id: String,
    /// Its first day.
    pub start: Day,
    /// The last day of the violence; none if it went on.
    pub violence_end: Option<Day>,
    /// Whether the Security Council had authorised it.
    pub council: bool,
    /// Whether the government permitted it, at least in part.
    pub consent: bool,
    /// Whether violence came again, where that is coded.
    pub again: Option<bool>,
}

impl Intervention {
    fn ended_within_a_year(&self) -> bool {
        self.violence_end
            .is_some_and(|end| end.days_since(self.start) <= 365)
    }
}

/// A group of interventions: its name in the table, and who is in it.
type Group = (&'static str, fn(&Intervention) -> bool);

const GROUPS: [Group; 5] = [
    ("all", |_| true),
    ("authorised by the Security Council", |one| one.council),
    ("not authorised by the Security Council", |one| !one.council),
    ("permitted by the government", |one| one.consent),
    ("not permitted by the government", |one| !one.consent),
];

/// Base rates for the test of reasonable prospects: counts only, no row of the publisher.
pub(crate) const OUTCOMES: Table = Table {
    id: "intervention-outcomes",
    title: "Outcomes of humanitarian military interventions",
    about: "How often violence ended within 365 days of the first day of an intervention, and whether it came again. Interventions are chosen and hard cases differ from easy ones: a share is no effect, and no forecast for a case.",
    source: prif_hmi::SOURCE.id,
    reads: &["humanitarian_interventions"],
    columns: &[
        ("place", "number", "the order of the groups"),
        ("group", "text", "which interventions"),
        ("interventions", "interventions", "how many there were"),
        (
            "ended_within_a_year",
            "interventions",
            "the violence ended within 365 days of the first day",
        ),
        (
            "ended",
            "interventions",
            "the violence had ended by the time of coding",
        ),
        (
            "again_known",
            "interventions",
            "it is coded whether violence came again",
        ),
        ("again", "interventions", "violence came again"),
    ],
    compute: |inputs: &Inputs<'_>| {
        let read = prif_hmi::interventions(&inputs.tables[0]);
        let count = |of: &dyn Fn(&Intervention) -> bool| {
            read.taken.iter().filter(|one| of(one)).count().to_string()
        };
        let rows = GROUPS.iter().enumerate().map(|(place, (name, member))| {
            vec![
                (place + 1).to_string(),
                (*name).to_owned(),
                count(member),
                count(&|one| member(one) && one.ended_within_a_year()),
                count(&|one| member(one) && one.violence_end.is_some()),
                count(&|one| member(one) && one.again.is_some()),
                count(&|one| member(one) && one.again == Some(true)),
            ]
        });
        Rows {
            taken: rows.collect(),
            left_out: read.left_out,
            rejected: read.rejected,
        }
    },
};

#[derive(Deserialize)]
struct OutcomeRecord {
    group: String,
    interventions: u32,
    ended_within_a_year: u32,
    ended: u32,
    again_known: u32,
    again: u32,
}

/// Reads the outcomes from the embedded releases.
pub fn read_outcomes(releases: &FactTree, problems: &mut Vec<Problem>) -> Option<Outcomes> {
    let (head, rows) = read_table(releases, OUTCOMES.id, problems, |row: OutcomeRecord| {
        Ok(Outcome {
            group: row.group,
            interventions: row.interventions,
            ended_within_a_year: row.ended_within_a_year,
            ended: row.ended,
            again_known: row.again_known,
            again: row.again,
        })
    })?;
    Some(Outcomes { head, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(interventions: u32, ended_within_a_year: u32) -> Outcome {
        Outcome {
            group: "all".into(),
            interventions,
            ended_within_a_year,
            ended: ended_within_a_year,
            again_known: 0,
            again: 0,
        }
    }

    /// 2 of 10 at z = 1.6449: (0.2 + 0.13528) / 1.27055 = 0.26388, half width
    /// 1.6449 * sqrt(0.016 + 0.006764) / 1.27055 = 0.19533.
    #[test]
    fn the_interval_is_wilsons() {
        let (share, low, high) = outcome(10, 2).share().unwrap();
        assert!((share.get() - 0.2).abs() < 1e-12);
        assert!((low.get() - 0.0686).abs() < 1e-3, "{low:?}");
        assert!((high.get() - 0.4592).abs() < 1e-3, "{high:?}");
    }

    #[test]
    fn no_interventions_have_no_share() {
        assert_eq!(outcome(0, 0).share(), None);
    }

    #[test]
    fn violence_that_ends_on_the_last_day_of_the_year_counts() {
        let one = |end: &str| Intervention {
            id: "made up".into(),
            start: "2001-01-01".parse().unwrap(),
            violence_end: Some(end.parse().unwrap()),
            council: true,
            consent: false,
            again: None,
        };
        assert!(one("2002-01-01").ended_within_a_year());
        assert!(!one("2002-01-02").ended_within_a_year());
    }
}
