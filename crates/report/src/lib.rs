//! A brief as a document of sections, rendered as text, self-contained HTML or JSON.
//!
//! Nothing is computed here: every number and finding stands in a result of another crate and
//! carries the ids of its entries or the name of its table.

mod brief;
mod chart;
mod document;
mod documents;
mod html;
mod json;
mod plan;
mod sections;
mod text;

pub use brief::{
    Beside, Brief, CaseLine, CouncilSeat, Figures, Hindsight, MembershipLine, Origin, Provenance,
    ReportedFigure,
};
pub use document::{
    Align, Block, Cell, Chart, Column, Document, Inline, Row, Section, Series, Table, Tone,
};
pub use documents::{
    Argument, Comparison, Flip, Menu, Policies, Shown, Texts, Tried, WhatIf, argument, flip,
    lattice, menu, policies, show, stances, texts, what_if,
};
pub use html::render_html;
pub use json::{
    ArgumentJson, BriefJson, LatticeRowJson, MenuJson, PoliciesJson, StandJson, argument_json,
    brief_json, brief_schema, lattice_json, menu_json, policies_json, stances_json,
};
pub use plan::{Headline, Plan, plan_schema, read_plan};
pub use sections::{SECTIONS, SectionSpec, document};
pub use text::render_text;
