use ledger::EntryId;

use crate::Picture;

/// How a word should look: by what it says, never by whether it is welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A criterion is met, a measure is open.
    Yes,
    /// A criterion is not met, a measure is blocked.
    No,
    /// The record contradicts itself.
    Contested,
    /// The record does not say.
    Unknown,
    /// Set back: later readings, notes.
    Quiet,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// Words that matter most.
    Strong(String),
    /// A value or status.
    Toned(Tone, String),
    /// The entries that bear a statement out.
    Entries(Vec<EntryId>),
    /// The table that a number stands in.
    Table(String),
    /// A name to be typed: an id or a command.
    Code(String),
    /// An address.
    Link {
        /// What is shown.
        text: String,
        /// Where it leads.
        url: String,
    },
}

impl From<&str> for Inline {
    fn from(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }
}

impl From<String> for Inline {
    fn from(text: String) -> Inline {
        Inline::Text(text)
    }
}

/// A cell of a table.
pub type Cell = Vec<Inline>;

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// A second line of the heading, set back.
    pub note: String,
    /// How it stands.
    pub align: Align,
    /// Its share of the width, in per cent.
    pub share: u16,
}

impl Column {
    /// A column of words.
    pub fn words(title: impl Into<String>, share: u16) -> Column {
        Column {
            title: title.into(),
            note: String::new(),
            align: Align::Left,
            share,
        }
    }

    /// A column of numbers.
    pub fn numbers(title: impl Into<String>, share: u16) -> Column {
        Column {
            align: Align::Right,
            ..Column::words(title, share)
        }
    }

    /// With a second line.
    pub fn with_note(self, note: impl Into<String>) -> Column {
        Column {
            note: note.into(),
            ..self
        }
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name in the page, so that citations can lead to it.
    pub anchor: Option<String>,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether it is set back.
    pub quiet: bool,
}

impl Row {
    /// A plain row.
    pub fn new(cells: Vec<Cell>) -> Row {
        Row {
            anchor: None,
            cells,
            quiet: false,
        }
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// One series of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// One value a category.
    pub values: Vec<f64>,
}

/// What the values of a chart are, which says how they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Whole numbers.
    Counts,
    /// Shares, in per cent.
    PerCent,
}

/// A chart of stacked bars over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows, for those who do not see it.
    pub title: String,
    /// The unit of the values.
    pub unit: String,
    /// What the values are.
    pub values: Values,
    /// The categories, in order of time.
    pub categories: Vec<String>,
    /// The series, from the bottom up.
    pub series: Vec<Series>,
    /// The category of the as-of date, if it is among them.
    pub marked: Option<usize>,
    /// The table or entries that the numbers stand in.
    pub source: Inline,
}

/// A block of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph.
    Para(Vec<Inline>),
    /// A list.
    List(Vec<Vec<Inline>>),
    /// A heading within the section.
    Heading(String),
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Chart),
    /// A picture.
    Picture(Picture),
    /// A paragraph that must not be missed.
    Notice(Vec<Inline>),
}

/// A section of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its id, an anchor in the page.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it belongs to the annex.
    pub annex: bool,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A document, ready to be rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// A line below the title.
    pub subtitle: String,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}
