use report::{Better, NumberForm, Ranged, Score};

/// How a score is told to readers.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScoreLine {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) better: Better,
    pub(super) shown: NumberForm,
    /// What it would be without skill, given how often it happened.
    without: fn(f64) -> Option<f64>,
}

const NONE: fn(f64) -> Option<f64> = |_| None;
const ZERO: fn(f64) -> Option<f64> = |_| Some(0.0);

/// Every score that a table may hold, in the order in which they are shown.
pub(super) const SCORE_LINES: [ScoreLine; 14] = [
    line("auc", "AUC", Better::Higher, NumberForm::Places(3), |_| {
        Some(0.5)
    }),
    line(
        "average_precision",
        "average precision",
        Better::Higher,
        NumberForm::Places(3),
        Some,
    ),
    line(
        "brier",
        "Brier score",
        Better::Lower,
        NumberForm::Places(4),
        |rate| Some(rate * (1.0 - rate)),
    ),
    line(
        "log_loss",
        "log loss",
        Better::Lower,
        NumberForm::Places(4),
        |rate| Some(-(rate * rate.ln() + (1.0 - rate) * (1.0 - rate).ln())),
    ),
    line(
        "recall_at_30",
        "recall in the 30 highest",
        Better::Higher,
        NumberForm::Percent,
        NONE,
    ),
    line(
        "recall_at_30_published",
        "recall in the published list",
        Better::Higher,
        NumberForm::Percent,
        NONE,
    ),
    line(
        "brier_skill",
        "Brier skill against the base rate",
        Better::Higher,
        NumberForm::Percent,
        ZERO,
    ),
    line(
        "log_skill",
        "log-loss skill against the base rate",
        Better::Higher,
        NumberForm::Percent,
        ZERO,
    ),
    line(
        "crps",
        "CRPS, deaths",
        Better::Lower,
        NumberForm::Places(2),
        NONE,
    ),
    line(
        "ign",
        "ignorance (IGN), bits",
        Better::Lower,
        NumberForm::Places(3),
        NONE,
    ),
    line(
        "mis",
        "interval score (MIS), deaths",
        Better::Lower,
        NumberForm::Places(1),
        NONE,
    ),
    line(
        "crps_skill",
        "CRPS less than conflictology's by",
        Better::Higher,
        NumberForm::Percent,
        ZERO,
    ),
    line(
        "ign_skill",
        "IGN less than conflictology's by",
        Better::Higher,
        NumberForm::Percent,
        ZERO,
    ),
    line(
        "mis_skill",
        "MIS less than conflictology's by",
        Better::Higher,
        NumberForm::Percent,
        ZERO,
    ),
];

const fn line(
    id: &'static str,
    title: &'static str,
    better: Better,
    shown: NumberForm,
    without: fn(f64) -> Option<f64>,
) -> ScoreLine {
    ScoreLine {
        id,
        title,
        better,
        shown,
        without,
    }
}

impl ScoreLine {
    /// The line of a score; none if it is not known here.
    pub(super) fn of(id: &str) -> Option<&'static ScoreLine> {
        SCORE_LINES.iter().find(|line| line.id == id)
    }

    /// The score of a model on rows in which it happened `events` times, if they are yes or no.
    pub(super) fn score(&self, value: Option<Ranged>, rows: usize, events: Option<usize>) -> Score {
        let rate = events.map(|events| events as f64 / rows as f64);
        let note = match (value, events) {
            (Some(value), Some(events)) if self.id.starts_with("recall") => {
                format!("{} of {events}", (value.value * events as f64).round())
            }
            _ => String::new(),
        };
        Score {
            id: self.id.to_owned(),
            title: self.title.to_owned(),
            value,
            better: self.better,
            shown: self.shown,
            without_skill: (self.without)(rate.unwrap_or(0.0)),
            note,
        }
    }
}
