//! A brief as a document of sections, rendered as text, self-contained HTML or JSON.
//!
//! Nothing is computed here: every number and finding stands in a result of another crate and
//! carries the ids of its entries or the name of its table.

mod argument;
mod brief;
mod chart;
mod document;
mod html;
mod json;
mod plan;
mod sections;
mod text;

pub use argument::{Argument, Comparison, argument};
pub use brief::{
    Brief, CaseLine, CouncilSeat, Figures, Hindsight, MembershipLine, Origin, Provenance,
    ReportedFigure,
};
pub use document::{
    Align, Block, Cell, Chart, Column, Document, Inline, Row, Section, Series, Table, Tone,
};
pub use html::render_html;
pub use json::{BriefJson, brief_json, brief_schema};
pub use plan::{Headline, Plan, plan_schema, read_plan};
pub use sections::{SECTIONS, SectionSpec, document};
pub use text::render_text;
