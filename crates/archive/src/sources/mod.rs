//! One file a source: `facts/sources/<id>.toml` says what its files and columns are, and the file
//! here is its entry in the register, with what only code can say about its shape.

pub mod acled;
pub mod cow_igo;
pub mod cow_states;
pub mod early_warning_project;
pub mod ethnic_power_relations;
pub mod eusanct;
pub mod gdelt;
pub mod geo_pko;
pub mod gleditsch_ward_states;
pub mod icews;
pub mod maddison;
pub mod natural_earth;
pub mod pace;
pub mod powell_thyne_coups;
pub mod prif_hmi;
pub mod prio_grid;
pub mod reign;
pub mod ucdp_battle_deaths;
pub mod ucdp_country_months;
pub mod ucdp_country_year;
pub mod ucdp_external_support;
pub mod ucdp_ged;
pub mod ucdp_ged_candidate;
pub mod ucdp_one_sided;
pub mod ucdp_prio_conflicts;
pub mod un_general_debate;
pub mod un_infant_mortality;
pub mod un_peace_operations;
pub mod unga_ideal_points;
pub mod unga_votes;
pub mod unsc_members;
pub mod unsc_resolution_texts;
pub mod unsc_votes;
pub mod us_presidential_speeches;
pub mod v_dem;
pub mod views_challenge;
pub mod world_development_indicators;

use crate::reading::{ReadError, Rows};
use crate::{SourceFile, TableFacts};

/// A source that has a reader.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Its id, also the name of its fact file.
    pub id: &'static str,
    /// Turns the rows of a file into those of a table, where they differ; most sources need none.
    pub open: Option<Open>,
}

/// How rows of a file become rows of a table.
pub type Open = fn(Box<dyn Rows>, &TableFacts, &SourceFile) -> Result<Box<dyn Rows>, ReadError>;

impl Source {
    /// A source whose files differ in shape from its tables.
    const fn with(id: &'static str, open: Open) -> Source {
        Source {
            id,
            open: Some(open),
        }
    }

    /// A source whose files have a row for every row of its tables.
    const fn regular(id: &'static str) -> Source {
        Source { id, open: None }
    }
}

/// All sources that have a reader.
pub const SOURCES: &[Source] = &[
    acled::SOURCE,
    cow_igo::SOURCE,
    cow_states::SOURCE,
    early_warning_project::SOURCE,
    ethnic_power_relations::SOURCE,
    eusanct::SOURCE,
    gdelt::SOURCE,
    geo_pko::SOURCE,
    gleditsch_ward_states::SOURCE,
    icews::SOURCE,
    maddison::SOURCE,
    natural_earth::SOURCE,
    pace::SOURCE,
    powell_thyne_coups::SOURCE,
    prif_hmi::SOURCE,
    prio_grid::SOURCE,
    reign::SOURCE,
    ucdp_battle_deaths::SOURCE,
    ucdp_country_months::SOURCE,
    ucdp_country_year::SOURCE,
    ucdp_external_support::SOURCE,
    ucdp_ged::SOURCE,
    ucdp_ged_candidate::SOURCE,
    ucdp_one_sided::SOURCE,
    ucdp_prio_conflicts::SOURCE,
    un_general_debate::SOURCE,
    un_infant_mortality::SOURCE,
    un_peace_operations::SOURCE,
    unga_ideal_points::SOURCE,
    unga_votes::SOURCE,
    unsc_members::SOURCE,
    unsc_resolution_texts::SOURCE,
    unsc_votes::SOURCE,
    us_presidential_speeches::SOURCE,
    v_dem::SOURCE,
    views_challenge::SOURCE,
    world_development_indicators::SOURCE,
];

/// The source with that id.
pub fn source(id: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.id == id)
}
