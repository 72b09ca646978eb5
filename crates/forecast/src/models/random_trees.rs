use terms::Probability;

use super::columns::probabilities;
use super::{Columns, Used, logit};
use crate::trees::{Forest, Splits, Tree, contributions, grow_forest};
use crate::{Explanation, Fitted, ForecastError, Labelled, Model, Onset, Rows};

/// A forest: the mean of many trees, each grown with chance.
#[derive(Debug, Clone, Copy)]
pub struct RandomTrees {
    pub(crate) id: &'static str,
    pub(crate) about: &'static str,
    pub(crate) used: Used,
    pub(crate) settings: Forest,
}

impl RandomTrees {
    /// Extremely randomised trees on the published predictors.
    pub const EXTRA: RandomTrees = RandomTrees {
        id: "extra-trees",
        about: "300 extremely randomised trees with at least five rows a leaf on the published predictors (Geurts et al. 2006)",
        used: Used::Published,
        settings: Forest {
            trees: 300,
            splits: Splits::Random,
            min_rows: 5,
            columns: 0,
        },
    };

    /// Extremely randomised trees on published and derived predictors.
    pub const EXTRA_DERIVED: RandomTrees = RandomTrees {
        id: "extra-trees-derived",
        about: "300 extremely randomised trees with at least five rows a leaf on published and derived predictors",
        used: Used::Derived,
        ..RandomTrees::EXTRA
    };

    /// Extremely randomised trees on these and UCDP's deaths.
    pub const EXTRA_DEATHS: RandomTrees = RandomTrees {
        id: "extra-trees-deaths",
        about: "300 extremely randomised trees with at least five rows a leaf on published and derived predictors and UCDP's deaths",
        used: Used::All,
        ..RandomTrees::EXTRA
    };

    /// Extremely randomised trees on the predictors of killing years.
    pub const KILLING: RandomTrees = RandomTrees {
        id: "killing-extra-trees",
        about: "300 extremely randomised trees with at least five rows a leaf on past deaths of the state and its neighbours",
        ..RandomTrees::EXTRA
    };

    /// A random forest on the published predictors.
    pub const FOREST: RandomTrees = RandomTrees {
        id: "random-forest",
        about: "200 trees on drawn rows with at least ten rows a leaf on the published predictors (Breiman 2001)",
        used: Used::Published,
        settings: Forest {
            trees: 200,
            splits: Splits::Best,
            min_rows: 10,
            columns: 0,
        },
    };
}

#[derive(Debug)]
struct Mean {
    columns: Columns,
    trees: Vec<Tree>,
}

/// A forest whose leaves all lack events says 0; this keeps its logit finite, far below any forecast that matters.
const LEAST: f64 = 1e-4;

impl Model<Onset> for RandomTrees {
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
        let trees = grow_forest(&x, training.outcome, &weight, self.settings, seed);
        Ok(Box::new(Mean { columns, trees }))
    }
}

impl Mean {
    fn mean(&self, value: impl Fn(usize) -> f64 + Copy) -> f64 {
        let sum: f64 = self.trees.iter().map(|tree| tree.predict(value)).sum();
        (sum / self.trees.len() as f64).clamp(LEAST, 1.0 - LEAST)
    }
}

impl Fitted<Onset> for Mean {
    fn predict(&self, ask: &Rows) -> Result<Vec<Probability>, ForecastError> {
        let places = self.columns.places(ask)?;
        probabilities(
            (0..ask.len()).map(|row| self.mean(|column| ask.x.column(places[column])[row])),
        )
    }

    /// TreeSHAP splits the probability; the parts are stretched by one factor so that they sum on the logit.
    fn explain(&self, ask: &Rows) -> Option<Result<Vec<Explanation>, ForecastError>> {
        Some(self.columns.places(ask).map(|places| {
            let many = self.trees.len() as f64;
            (0..ask.len())
                .map(|row| {
                    let value = |column: usize| ask.x.column(places[column])[row];
                    let mut own = vec![0.0; places.len()];
                    let average: f64 = self
                        .trees
                        .iter()
                        .map(|tree| contributions(tree, &value, &mut own))
                        .sum();
                    let base = logit((average / many).clamp(LEAST, 1.0 - LEAST));
                    let way = logit(self.mean(value)) - base;
                    let sum: f64 = own.iter().sum();
                    let stretch = if sum == 0.0 { 0.0 } else { way / sum };
                    let mut parts = vec![0.0; ask.x.width()];
                    for (place, part) in places.iter().zip(own) {
                        parts[*place] += stretch * part;
                    }
                    Explanation { base, parts }
                })
                .collect()
        }))
    }
}
