use terms::Probability;

/// Rows from the highest forecast to the lowest, with equal forecasts together.
///
/// It is made once for a set of forecasts; scores on every bootstrap replicate then need no sorting.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Rows, highest forecast first; equal forecasts in the order of the rows.
    pub(crate) rows: Vec<usize>,
    /// Where each group of equal forecasts ends in `rows`.
    pub(crate) ends: Vec<usize>,
}

impl Order {
    /// The order of the forecasts.
    pub fn new(forecast: &[Probability]) -> Order {
        let mut rows: Vec<usize> = (0..forecast.len()).collect();
        rows.sort_by(|a, b| {
            let (left, right) = (forecast[*a].get(), forecast[*b].get());
            right.total_cmp(&left).then(a.cmp(b))
        });
        let ends = (1..=rows.len())
            .filter(|end| {
                rows.get(*end)
                    .is_none_or(|next| forecast[*next] != forecast[rows[end - 1]])
            })
            .collect();
        Order { rows, ends }
    }

    /// For each group of equal forecasts, highest first: the weight of its events and of its other rows.
    pub(crate) fn groups<'a>(
        &'a self,
        observed: &'a [bool],
        weight: &'a [u32],
    ) -> impl Iterator<Item = (f64, f64)> + 'a {
        let mut from = 0;
        self.ends.iter().map(move |end| {
            let (mut events, mut others) = (0_u64, 0_u64);
            for row in &self.rows[from..*end] {
                let weight = u64::from(weight[*row]);
                if observed[*row] {
                    events += weight;
                } else {
                    others += weight;
                }
            }
            from = *end;
            (events as f64, others as f64)
        })
    }
}
