//! A brief as a document of sections, rendered as text, self-contained HTML or JSON.
//!
//! Nothing is computed here: every number and finding stands in a result of another crate and
//! carries the ids of its entries or the name of its table.

mod brief;
mod chart;
mod csv;
mod document;
mod documents;
mod forecasts;
mod html;
mod json;
mod pictures;
mod plan;
mod risk;
mod scoreboard;
mod sections;
mod text;
mod watch;
mod watch_plan;

pub use brief::{
    Beside, Brief, CaseLine, CouncilSeat, Figures, Hindsight, MembershipLine, Origin, Provenance,
    ReportedFigure,
};
pub use csv::{scoreboard_csv, watch_csv, watch_hubverse};
pub use document::{
    Align, Block, Cell, Chart, Column, Document, Inline, Row, Section, Series, Table, Tone, Values,
};
pub use documents::{
    Argument, Comparison, Flip, Menu, Policies, Shown, Texts, Tried, WhatIf, argument, flip,
    lattice, menu, policies, scoreboard, show, stances, texts, watch, what_if,
};
pub use forecasts::{Better, Made, ModelLine, NumberForm, ProtocolLine, Ranged, Score, TargetLine};
pub use html::render_html;
pub use json::{
    ArgumentJson, BriefJson, LatticeRowJson, MenuJson, PoliciesJson, StandJson, argument_json,
    brief_json, brief_schema, lattice_json, menu_json, policies_json, stances_json,
};
pub use pictures::{Drawing, Picture};
pub use plan::{Headline, Plan, plan_schema, read_plan};
pub use risk::{StateForecast, WhenMade};
pub use scoreboard::{
    Board, Difference, Entrant, Part, ReliabilityBin, ReliabilityCurve, Role, Scoreboard,
    scoreboard_schema,
};
pub use sections::{SECTIONS, SectionSpec, document};
pub use text::render_text;
pub use watch::{
    Atlas, Factor, LeftOut, Named, Outline, Reading, RiskBefore, Skill, StateRisk, Watch, YearRisk,
    watch_schema,
};
pub use watch_plan::{ReadingPlan, ReadingRule, WatchPlan, read_watch_plan, watch_plan_schema};
