use super::{
    at_least, decay, delta, interaction, lag, log1p, moving_max, moving_mean, moving_sum,
    space_time_distance, spatial_lag, time_since, tree_lag, tree_lag::Fall,
};
use crate::{Cube, Neighbours, PanelError};

/// What a feature is made of.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The cube that it is a feature of.
    pub cube: &'a Cube,
    /// A second cube, for interactions.
    pub other: Option<&'a Cube>,
    /// The neighbours, for spatial lags.
    pub neighbours: Option<&'a Neighbours>,
}

/// A feature as the register lists it.
#[derive(Debug, Clone, Copy)]
pub struct FeatureSpec {
    /// Its name.
    pub name: &'static str,
    /// Its parameters in order.
    pub parameters: &'static [&'static str],
    /// What it says, in one sentence.
    pub says: &'static str,
    make: fn(Inputs<'_>, &[f64]) -> Result<Cube, PanelError>,
}

/// Every feature, so that a model can name its own in data.
pub const FEATURES: [FeatureSpec; 13] = [
    FeatureSpec {
        name: "lag",
        parameters: &["periods"],
        says: "the value so many periods earlier",
        make: |of, with| lag(of.cube, whole("lag", with[0])?),
    },
    FeatureSpec {
        name: "delta",
        parameters: &["periods"],
        says: "the value less the value so many periods earlier",
        make: |of, with| delta(of.cube, whole("delta", with[0])?),
    },
    FeatureSpec {
        name: "at_least",
        parameters: &["threshold"],
        says: "1 where the value is at least the threshold, else 0",
        make: |of, with| at_least(of.cube, narrow(with[0])),
    },
    FeatureSpec {
        name: "time_since",
        parameters: &["threshold"],
        says: "periods since the value was last at least the threshold, as seen one period later",
        make: |of, with| time_since(of.cube, narrow(with[0])),
    },
    FeatureSpec {
        name: "decay",
        parameters: &["half-life", "threshold"],
        says: "2^(-time since / half-life)",
        make: |of, with| decay(of.cube, with[0], narrow(with[1])),
    },
    FeatureSpec {
        name: "moving_sum",
        parameters: &["window"],
        says: "the sum of the period and those before it in the window",
        make: |of, with| moving_sum(of.cube, whole("moving_sum", with[0])?),
    },
    FeatureSpec {
        name: "moving_mean",
        parameters: &["window"],
        says: "the mean of the period and those before it in the window",
        make: |of, with| moving_mean(of.cube, whole("moving_mean", with[0])?),
    },
    FeatureSpec {
        name: "moving_max",
        parameters: &["window"],
        says: "the greatest value of the period and those before it in the window",
        make: |of, with| moving_max(of.cube, whole("moving_max", with[0])?),
    },
    FeatureSpec {
        name: "log1p",
        parameters: &[],
        says: "the natural logarithm of 1 + value",
        make: |of, _| log1p(of.cube.clone()),
    },
    FeatureSpec {
        name: "spatial_lag",
        parameters: &[],
        says: "the weighted sum over the neighbours in the same period",
        make: |of, _| match of.neighbours {
            Some(neighbours) => spatial_lag(of.cube, neighbours),
            None => Err(PanelError::OtherFrame {
                feature: "spatial_lag",
            }),
        },
    },
    FeatureSpec {
        name: "tree_lag",
        parameters: &["opening angle", "power (1 or 2)"],
        says: "the sum over all other cells, weighted by inverse distance to the power",
        make: |of, with| {
            let fall = match with[1] {
                1.0 => Fall::Inverse,
                2.0 => Fall::InverseSquare,
                other => {
                    return Err(PanelError::WrongParameter {
                        feature: "tree_lag",
                        asks: "1 or 2 as power of the distance",
                        given: other.to_string(),
                    });
                }
            };
            tree_lag(of.cube, with[0], fall)
        },
    },
    FeatureSpec {
        name: "space_time_distance",
        parameters: &["degrees a period"],
        says: "the distance to the nearest event in this or an earlier period, in degrees",
        make: |of, with| space_time_distance(of.cube, with[0]),
    },
    FeatureSpec {
        name: "interaction",
        parameters: &[],
        says: "the product of two cubes",
        make: |of, _| match of.other {
            Some(other) => interaction(of.cube, other),
            None => Err(PanelError::OtherFrame {
                feature: "interaction",
            }),
        },
    },
];

/// The feature of that name with those parameters.
///
/// # Errors
/// If there is no such feature, or a parameter or input is missing or makes no sense.
pub fn feature(name: &str, of: Inputs<'_>, parameters: &[f64]) -> Result<Cube, PanelError> {
    let spec = FEATURES
        .iter()
        .find(|spec| spec.name == name)
        .ok_or_else(|| PanelError::UnknownFeature {
            name: name.to_owned(),
            features: FEATURES.iter().map(|spec| spec.name.to_owned()).collect(),
        })?;
    if parameters.len() != spec.parameters.len() {
        return Err(PanelError::WrongParameters {
            feature: spec.name,
            parameters: spec.parameters,
            given: parameters.len(),
        });
    }
    (spec.make)(of, parameters)
}

fn whole(feature: &'static str, value: f64) -> Result<usize, PanelError> {
    if value.fract() == 0.0 && (1.0..1e6).contains(&value) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number from 1 to a million"
        )]
        Ok(value as usize)
    } else {
        Err(PanelError::WrongParameter {
            feature,
            asks: "a whole number of periods, at least 1",
            given: value.to_string(),
        })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "cubes hold f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}
