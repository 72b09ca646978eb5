use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Citation, Code, Day, FactTree, FileSchema, Problem};

/// Which states a reading of the watch list names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ReadingRule {
    /// So many states with the highest risk.
    Highest {
        /// How many.
        count: usize,
    },
    /// States on the list in which no mass killing is on record.
    FirstOnRecord,
    /// States whose risk changed most since the year before, in log-odds.
    LargestChange {
        /// How many.
        count: usize,
        /// How many lengths of the list their rank may be down, in either year.
        lists: u32,
    },
    /// States whose rank was within a band in each of the latest years.
    RankBand {
        /// The first rank of the band.
        from: u32,
        /// The last rank of the band.
        to: u32,
        /// How many years, the year of the data among them.
        years: i16,
    },
}

/// One way to read the watch list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingPlan {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which states it names; the words in braces stand for the numbers of the rule.
    pub definition: String,
    /// The rule.
    pub rule: ReadingRule,
    /// Why the limits are where they are, since nobody prescribes them.
    pub choice: String,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Head {
    /// Its title.
    #[expect(dead_code, reason = "names the file for its readers")]
    title: String,
    /// When this was written.
    #[expect(dead_code, reason = "dates the file for its readers")]
    dated: Day,
    /// How many states the list has, unless one asks for another number.
    list: u32,
    /// The lower ends of the five shades of the map, the first 0.
    shades: [f64; 5],
    /// Whether the names of the readings were read where the citation says.
    checked: bool,
    /// What was checked, and where.
    #[serde(default)]
    checked_against: String,
    /// Where the readings come from.
    citation: Citation,
}

/// How the watch list is read: `facts/watch.toml`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WatchPlan {
    /// How many states the list has, unless one asks for another number.
    pub list: u32,
    /// The lower ends of the five shades of the map, the first 0.
    pub shades: [f64; 5],
    /// Where the readings come from.
    pub source: String,
    /// The readings, in order.
    pub readings: Vec<ReadingPlan>,
}

/// Reads `watch.toml`; problems are added to the list.
pub fn read_watch_plan(facts: &FactTree, problems: &mut Vec<Problem>) -> WatchPlan {
    let Some(file) = facts.required("watch.toml", problems) else {
        return WatchPlan::default();
    };
    let document = file.parse(problems);
    let readings = document.list::<ReadingPlan>("reading", problems);
    let Some(head) = document.head::<Head>(&["reading"], problems) else {
        return WatchPlan::default();
    };
    let rising = head.shades.windows(2).all(|pair| pair[0] < pair[1]);
    if head.shades[0] != 0.0 || head.shades[4] >= 1.0 || !rising {
        let message = "the shades do not rise from 0 to less than 1";
        problems.push(file.problem(Code::WrongValue, 0..0, message));
    }
    if head.checked == head.checked_against.is_empty() {
        let message = "`checked` and `checked_against` contradict each other";
        problems.push(file.problem(Code::Unverified, 0..0, message));
    }
    for reading in &readings {
        if let ReadingRule::RankBand { from, to, years } = reading.get_ref().rule
            && (from == 0 || from > to || years < 1)
        {
            let message =
                "a band goes from a rank to one that is not above it, for one year or more";
            problems.push(file.problem(Code::WrongValue, reading.span(), message));
        }
    }
    WatchPlan {
        list: head.list,
        shades: head.shades,
        source: head.citation.to_string(),
        readings: readings
            .into_iter()
            .map(|reading| reading.into_inner())
            .collect(),
    }
}

/// The schema of `watch.toml`.
pub fn watch_plan_schema() -> FileSchema {
    FileSchema::new::<Head>("watch-plan", "How the watch list is read: facts/watch.toml")
        .list::<ReadingPlan>("reading")
}
