/// How many numbers describe the past of a unit.
pub(crate) const FEATURES: usize = 13;

/// The past of one unit, summed up so that any span is read in constant time.
#[derive(Debug)]
pub(crate) struct Past<'a> {
    counts: &'a [Option<f64>],
    deaths: Vec<f64>,
    known: Vec<f64>,
    active: Vec<f64>,
    since: Vec<f64>,
}

/// Since a month so far back counts as never.
const NEVER: f64 = 400.0;

impl<'a> Past<'a> {
    /// Of counts by month, none where the unit did not exist.
    pub(crate) fn of(counts: &'a [Option<f64>]) -> Past<'a> {
        let running = |of: fn(&Option<f64>) -> f64| {
            let mut sum = 0.0;
            std::iter::once(0.0)
                .chain(counts.iter().map(|count| {
                    sum += of(count);
                    sum
                }))
                .collect::<Vec<f64>>()
        };
        let mut since = NEVER;
        Past {
            counts,
            deaths: running(|count| count.unwrap_or(0.0)),
            known: running(|count| f64::from(u8::from(count.is_some()))),
            active: running(|count| f64::from(u8::from(count.is_some_and(|count| count > 0.0)))),
            since: counts
                .iter()
                .map(|count| {
                    since = if count.is_some_and(|count| count > 0.0) {
                        0.0
                    } else {
                        (since + 1.0).min(NEVER)
                    };
                    since
                })
                .collect(),
        }
    }

    /// Levels (logarithm of 1 + mean deaths a month) over spans, shares of months with deaths,
    /// months since the last death, the worst month of a year; as of the end of a month.
    pub(crate) fn features(&self, month: usize) -> [f32; FEATURES] {
        let level = |span| self.mean(&self.deaths, month, span).ln_1p();
        let share = |span| self.mean(&self.active, month, span);
        let worst = self.counts[(month + 1).saturating_sub(12)..=month]
            .iter()
            .flatten()
            .fold(0.0_f64, |worst, count| worst.max(*count));
        [
            level(1),
            level(3),
            level(6),
            level(12),
            level(24),
            level(60),
            level(240),
            share(6),
            share(12),
            share(36),
            share(120),
            self.since[month].ln_1p(),
            worst.ln_1p(),
        ]
        .map(|feature| feature as f32)
    }

    /// Mean deaths a month over the last `span` months in which the unit existed.
    pub(crate) fn mean_deaths(&self, month: usize, span: usize) -> f64 {
        self.mean(&self.deaths, month, span)
    }

    /// Months since the last month with deaths; 0 in such a month, at most 400.
    pub(crate) fn months_since(&self, month: usize) -> f64 {
        self.since[month]
    }

    fn mean(&self, running: &[f64], month: usize, span: usize) -> f64 {
        let from = (month + 1).saturating_sub(span);
        let known = self.known[month + 1] - self.known[from];
        if known > 0.0 {
            (running[month + 1] - running[from]) / known
        } else {
            0.0
        }
    }
}
