use terms::Probability;

use super::columns::probabilities;
use super::{Columns, Used, logistic};
use crate::trees::{Boosting, Tree, contributions, grow_boosted};
use crate::{Explanation, Fitted, ForecastError, Labelled, Model, Onset, Rows};

/// Histogram gradient-boosted trees on the logit, averaged over several seeds if rows or columns are drawn.
#[derive(Debug, Clone, Copy)]
pub struct BoostedTrees {
    pub(crate) id: &'static str,
    pub(crate) about: &'static str,
    pub(crate) used: Used,
    pub(crate) settings: Boosting,
    pub(crate) seeds: u64,
}

impl BoostedTrees {
    /// On the published predictors, every tree with all rows and columns.
    pub const PLAIN: BoostedTrees = BoostedTrees {
        id: "boosted-trees",
        about: "300 boosted trees of seven leaves on the published predictors (Ke et al. 2017)",
        used: Used::Published,
        settings: Boosting {
            trees: 300,
            leaves: 7,
            rate: 0.02,
            min_rows: 20,
            min_curvature: 1e-3,
            ridge: 0.0,
            columns: 1.0,
            rows: 1.0,
        },
        seeds: 1,
    };

    /// On the predictors of killing years.
    pub const KILLING: BoostedTrees = BoostedTrees {
        id: "killing-boosted-trees",
        about: "300 boosted trees of seven leaves on past deaths of the state and its neighbours",
        ..BoostedTrees::PLAIN
    };

    /// On published and derived predictors, every tree with 70 % of the rows and 30 % of the columns.
    pub const DRAWN: BoostedTrees = BoostedTrees {
        id: "boosted-trees-derived",
        about: "300 boosted trees of seven leaves on published and derived predictors, each on 70 % of the rows and 30 % of the columns; three seeds averaged",
        used: Used::Derived,
        settings: Boosting {
            columns: 0.3,
            rows: 0.7,
            ..BoostedTrees::PLAIN.settings
        },
        seeds: 3,
    };

    /// The same with UCDP's deaths beside them.
    pub const DEATHS: BoostedTrees = BoostedTrees {
        id: "boosted-trees-deaths",
        about: "300 boosted trees of seven leaves on published and derived predictors and UCDP's deaths, each on 70 % of the rows and 30 % of the columns; three seeds averaged",
        used: Used::All,
        ..BoostedTrees::DRAWN
    };
}

#[derive(Debug)]
struct Sum {
    columns: Columns,
    start: f64,
    trees: Vec<Tree>,
    share: f64,
}

impl Model<Onset> for BoostedTrees {
    fn id(&self) -> &'static str {
        self.id
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn sees_deaths(&self) -> bool {
        self.used.deaths()
    }

    fn fit(
        &self,
        training: Labelled<'_>,
        seed: u64,
    ) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
        let (columns, x) = Columns::learned(&training, self.used)?;
        let weight = vec![1.0; training.rows.len()];
        let mut start = 0.0;
        let mut trees = Vec::new();
        for round in 0..self.seeds {
            let seed = seed.wrapping_add(round);
            let (first, more) = grow_boosted(&x, training.outcome, &weight, self.settings, seed);
            start = first;
            trees.extend(more);
        }
        Ok(Box::new(Sum {
            columns,
            start,
            trees,
            share: 1.0 / self.seeds as f64,
        }))
    }
}

impl Fitted<Onset> for Sum {
    fn predict(&self, ask: &Rows) -> Result<Vec<Probability>, ForecastError> {
        let places = self.columns.places(ask)?;
        probabilities((0..ask.len()).map(|row| {
            let value = |column: usize| ask.x.column(places[column])[row];
            let sum: f64 = self.trees.iter().map(|tree| tree.predict(value)).sum();
            logistic(self.start + self.share * sum)
        }))
    }

    fn explain(&self, ask: &Rows) -> Option<Result<Vec<Explanation>, ForecastError>> {
        Some(self.columns.places(ask).map(|places| {
            (0..ask.len())
                .map(|row| {
                    let value = |column: usize| ask.x.column(places[column])[row];
                    let mut own = vec![0.0; places.len()];
                    let mean: f64 = self
                        .trees
                        .iter()
                        .map(|tree| contributions(tree, &value, &mut own))
                        .sum();
                    let mut parts = vec![0.0; ask.x.width()];
                    for (place, part) in places.iter().zip(own) {
                        parts[*place] += self.share * part;
                    }
                    let base = self.start + self.share * mean;
                    Explanation { base, parts }
                })
                .collect()
        }))
    }
}
