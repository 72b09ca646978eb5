use super::Measured;
use super::measured::{SCORE_COUNT, scores_of};
use crate::Replicates;
use crate::scores::{CLIP, Order};

/// The scores of one model on its rows as they are and on every sample of states.
///
/// It is made once for a model and compared with that of others as often as needed: samples of the same
/// replicates draw the same states.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampled {
    /// The scores on the rows as they are, in the order of the register; none where a score has no value.
    pub(super) here: [Option<f64>; SCORE_COUNT],
    /// The same on every sample.
    pub(super) samples: Vec<[Option<f64>; SCORE_COUNT]>,
}

impl Sampled {
    /// Scores on the rows and on every sample. The replicates are those of the units of these rows.
    pub fn new(measured: &Measured, replicates: &Replicates) -> Sampled {
        let prepared = Prepared::new(measured, replicates);
        Sampled {
            here: scores_of(measured),
            samples: replicates.each(|drawn| prepared.scores(drawn)),
        }
    }
}

/// What the scores need of the rows, so that a sample costs one pass in the order of the forecasts and
/// one in the order of the rows, without sorting, logarithms or a weight for every row.
///
/// Every sum is taken in the order in which `scores` takes it and rows of weight 0 add nothing, so that
/// both give the same bits.
struct Prepared {
    /// Rows that stand together and belong to one cluster.
    runs: Vec<Run>,
    /// Forecast less outcome, row by row.
    miss: Vec<f64>,
    /// The log of the probability that was given to what happened, row by row.
    log: Vec<f64>,
    /// The cluster of each row, highest forecast first.
    ranked: Vec<u32>,
    /// The groups of equal forecasts that hold an event, highest first.
    groups: Vec<Group>,
    /// The rows with an event, highest forecast first.
    events: Vec<Event>,
}

struct Run {
    cluster: u32,
    from: usize,
    to: usize,
}

struct Group {
    /// Where it begins and ends in `ranked`.
    from: usize,
    to: usize,
    /// Where its events end in `events`.
    events: usize,
}

struct Event {
    cluster: u32,
    strict: bool,
    published: bool,
}

impl Prepared {
    fn new(measured: &Measured, replicates: &Replicates) -> Prepared {
        let rows = measured.forecast.len();
        let cluster = replicates.cluster_of(rows);
        let order = Order::new(&measured.forecast);
        let mut runs: Vec<Run> = Vec::new();
        for (row, cluster) in cluster.iter().enumerate() {
            match runs.last_mut() {
                Some(run) if run.cluster == *cluster => run.to = row + 1,
                _ => runs.push(Run {
                    cluster: *cluster,
                    from: row,
                    to: row + 1,
                }),
            }
        }
        let pairs = || measured.forecast.iter().zip(&measured.observed);
        let (mut groups, mut events) = (Vec::new(), Vec::new());
        let mut from = 0;
        for end in &order.ends {
            let before = events.len();
            let happened = order.rows[from..*end].iter();
            for row in happened.filter(|row| measured.observed[**row]) {
                events.push(Event {
                    cluster: cluster[*row],
                    strict: measured.strict[*row],
                    published: measured.published[*row],
                });
            }
            if events.len() > before {
                groups.push(Group {
                    from,
                    to: *end,
                    events: events.len(),
                });
            }
            from = *end;
        }
        Prepared {
            runs,
            miss: pairs()
                .map(|(p, y)| p.get() - f64::from(u8::from(*y)))
                .collect(),
            log: pairs()
                .map(|(p, y)| {
                    let p = p.get().clamp(CLIP, 1.0 - CLIP);
                    if *y { p.ln() } else { (1.0 - p).ln() }
                })
                .collect(),
            ranked: order.rows.iter().map(|row| cluster[*row]).collect(),
            groups,
            events,
        }
    }

    /// The scores of a sample that holds each cluster as often as `drawn` says.
    fn scores(&self, drawn: &[u32]) -> [Option<f64>; SCORE_COUNT] {
        let [auc, average_precision] = self.by_rank(drawn);
        let [brier, log_loss] = self.by_row(drawn);
        let [strict, published] = self.by_event(drawn);
        [auc, average_precision, brier, log_loss, strict, published]
    }

    fn by_rank(&self, drawn: &[u32]) -> [Option<f64>; 2] {
        let weight = |ranked: &[u32]| -> u64 {
            ranked
                .iter()
                .map(|cluster| u64::from(drawn[*cluster as usize]))
                .sum()
        };
        // Pairs and their halves are whole numbers of halves below 2^53: their sums are exact in any order.
        let (mut events, mut others, mut won) = (0.0, 0.0, 0.0);
        let (mut rows, mut precision) = (0.0, 0.0);
        let (mut at, mut event) = (0, 0);
        for group in &self.groups {
            let between = weight(&self.ranked[at..group.from]) as f64;
            won += between * events;
            others += between;
            rows += between;
            let all = weight(&self.ranked[group.from..group.to]);
            let happened = self.events[event..group.events].iter();
            let here: u64 = happened
                .map(|event| u64::from(drawn[event.cluster as usize]))
                .sum();
            let (other, here) = ((all - here) as f64, here as f64);
            won += other * (events + 0.5 * here);
            events += here;
            others += other;
            rows += here + other;
            if here > 0.0 {
                precision += here * events / rows;
            }
            (at, event) = (group.to, group.events);
        }
        let after = weight(&self.ranked[at..]) as f64;
        won += after * events;
        others += after;
        [
            (events > 0.0 && others > 0.0).then(|| won / (events * others)),
            (events > 0.0).then(|| precision / events),
        ]
    }

    fn by_row(&self, drawn: &[u32]) -> [Option<f64>; 2] {
        let (mut squares, mut logs, mut rows) = (0.0, 0.0, 0.0);
        for run in &self.runs {
            let weight = f64::from(drawn[run.cluster as usize]);
            if weight == 0.0 {
                continue;
            }
            let pairs = self.miss[run.from..run.to]
                .iter()
                .zip(&self.log[run.from..run.to]);
            for (miss, log) in pairs {
                squares += weight * miss * miss;
                logs -= weight * log;
            }
            rows += weight * (run.to - run.from) as f64;
        }
        [squares, logs].map(|sum| (rows > 0.0).then(|| sum / rows))
    }

    fn by_event(&self, drawn: &[u32]) -> [Option<f64>; 2] {
        let (mut all, mut strict, mut published) = (0_u64, 0_u64, 0_u64);
        for event in &self.events {
            let weight = u64::from(drawn[event.cluster as usize]);
            all += weight;
            strict += weight * u64::from(event.strict);
            published += weight * u64::from(event.published);
        }
        [strict, published].map(|hits| (all > 0).then(|| hits as f64 / all as f64))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use terms::Probability;

    use super::*;
    use crate::scores::{auc, average_precision, brier, log_loss, recall};

    proptest! {
        /// The score functions are the definition; this is the same in another order of work.
        #[test]
        fn a_sample_scores_to_the_last_bit_as_its_rows_written_out(
            rows in proptest::collection::vec((0_u8..=20, any::<bool>(), 0_u32..6, 0_i32..3), 1..80),
            seed in any::<u64>(),
        ) {
            let part = |value: u8| Probability::new(f64::from(value) / 20.0).unwrap();
            let mut measured = Measured::new(
                rows.iter().map(|row| part(row.0)).collect(),
                rows.iter().map(|row| row.1).collect(),
                rows.iter().map(|row| row.2).collect(),
                rows.iter().map(|row| row.3).collect(),
                4,
            );
            measured.published = rows.iter().map(|row| row.0 > 11).collect();
            let replicates = Replicates::new(&measured.unit, 20, seed);
            let order = Order::new(&measured.forecast);
            let sampled = Sampled::new(&measured, &replicates);
            for (at, found) in sampled.samples.iter().enumerate() {
                let weight = replicates.weights(at, rows.len());
                let wanted = [
                    auc(&order, &measured.observed, &weight),
                    average_precision(&order, &measured.observed, &weight),
                    brier(&measured.forecast, &measured.observed, &weight),
                    log_loss(&measured.forecast, &measured.observed, &weight),
                    recall(&measured.strict, &measured.observed, &weight),
                    recall(&measured.published, &measured.observed, &weight),
                ];
                prop_assert_eq!(found.map(|one| one.map(f64::to_bits)), wanted.map(|one| one.map(f64::to_bits)));
            }
        }
    }
}
