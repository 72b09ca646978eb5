use textwrap::core::display_width;

use crate::{
    Align, Block, Cell, Chart, Document, Inline, Picture, Section, Table, Tone, Values, pictures,
};

/// Renders a document as plain text of at most `width` columns; with colour only if asked.
pub fn render_text(document: &Document, width: usize, colour: bool) -> String {
    let renderer = Renderer { width, colour };
    let mut text = String::new();
    renderer.heading(&mut text, &document.title, '═');
    text.push_str(&format!("{}\n", document.subtitle));
    let mut annex = false;
    for section in &document.sections {
        if section.annex && !annex {
            annex = true;
            text.push('\n');
            renderer.heading(&mut text, "ANNEX", '═');
        }
        renderer.section(&mut text, section);
    }
    text
}

struct Renderer {
    width: usize,
    colour: bool,
}

impl Renderer {
    fn heading(&self, text: &mut String, title: &str, line: char) {
        text.push_str(&format!(
            "{}\n{}\n",
            self.bold(title),
            line.to_string().repeat(self.width)
        ));
    }

    fn section(&self, text: &mut String, section: &Section) {
        text.push('\n');
        self.heading(text, &section.title.to_uppercase(), '─');
        for block in &section.blocks {
            self.block(text, block);
        }
    }

    fn block(&self, text: &mut String, block: &Block) {
        match block {
            Block::Para(inlines) => self.wrapped(text, "", "", &self.line(inlines)),
            Block::Notice(inlines) => self.wrapped(text, "! ", "  ", &self.line(inlines)),
            Block::Heading(title) => {
                text.push('\n');
                for line in wrap(title, self.width) {
                    text.push_str(&format!("{}\n", self.bold(&line)));
                }
            }
            Block::List(items) => items
                .iter()
                .for_each(|item| self.wrapped(text, "• ", "  ", &self.line(item))),
            Block::Table(table) => self.table(text, table),
            Block::Chart(chart) => self.chart(text, chart),
            Block::Picture(picture) => self.picture(text, picture),
        }
    }

    fn wrapped(&self, text: &mut String, first: &str, rest: &str, line: &str) {
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        text.push_str(&textwrap::fill(line.trim(), options));
        text.push('\n');
    }

    fn line(&self, inlines: &[Inline]) -> String {
        inlines.iter().map(words).collect()
    }

    fn table(&self, text: &mut String, table: &Table) {
        let widths = widths(table, self.width);
        let heads: Vec<Vec<String>> = table
            .columns
            .iter()
            .zip(&widths)
            .map(|(column, width)| {
                let lines = [&column.title, &column.note]
                    .into_iter()
                    .filter(|line| !line.is_empty());
                lines.flat_map(|line| wrap(line, *width)).collect()
            })
            .collect();
        self.lines(text, table, &widths, &heads, &|_, padded| self.bold(padded));
        text.push_str(&format!("{}\n", "─".repeat(self.width)));
        for row in &table.rows {
            let cells: Vec<Vec<String>> = row
                .cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| wrap(&self.line(cell), *width))
                .collect();
            self.lines(text, table, &widths, &cells, &|column, padded| {
                self.toned(&row.cells[column], row.quiet, padded)
            });
        }
    }

    /// Writes cells side by side, line by line, each padded to its column.
    fn lines(
        &self,
        text: &mut String,
        table: &Table,
        widths: &[usize],
        cells: &[Vec<String>],
        style: &dyn Fn(usize, &str) -> String,
    ) {
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for n in 0..height {
            let mut line = String::new();
            for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let words = cell.get(n).map_or("", String::as_str);
                let space = " ".repeat(width.saturating_sub(display_width(words)));
                let styled = style(column, words);
                match table.columns[column].align {
                    Align::Left => line.push_str(&format!("{styled}{space}  ")),
                    Align::Right => line.push_str(&format!("{space}{styled}  ")),
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }

    fn toned(&self, cell: &Cell, quiet: bool, words: &str) -> String {
        let tone = cell.iter().find_map(|inline| match inline {
            Inline::Toned(tone, _) => Some(*tone),
            _ => None,
        });
        let code = match (quiet, tone) {
            _ if !self.colour || words.is_empty() => return words.to_owned(),
            (true, _) | (false, Some(Tone::Unknown)) => "90",
            (false, Some(Tone::Yes)) => "34",
            (false, Some(Tone::No)) => "31",
            (false, Some(Tone::Contested)) => "33",
            (false, Some(Tone::Quiet) | None) => return words.to_owned(),
        };
        format!("\u{1b}[{code}m{words}\u{1b}[0m")
    }

    /// Draws each series as one line of bars, with its highest value.
    fn chart(&self, text: &mut String, chart: &Chart) {
        const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let (Some(first), Some(last)) = (chart.categories.first(), chart.categories.last()) else {
            return;
        };
        let title = format!(
            "{}, {first} to {last} ({})",
            chart.title,
            words(&chart.source).trim()
        );
        self.wrapped(text, "", "", &title);
        let name_width = chart
            .series
            .iter()
            .map(|series| series.name.chars().count())
            .max()
            .unwrap_or(0);
        for series in &chart.series {
            let highest = series.values.iter().copied().fold(0.0, f64::max);
            let bars: String = series
                .values
                .iter()
                .map(|value| match highest > 0.0 && *value > 0.0 {
                    true => LEVELS[((value / highest * 8.0).ceil() as usize).clamp(1, 8) - 1],
                    false => '·',
                })
                .collect();
            let peak = series
                .values
                .iter()
                .position(|value| *value == highest)
                .filter(|_| highest > 0.0);
            let note = match peak {
                Some(at) => format!(
                    "highest {} in {}",
                    match chart.values {
                        Values::Counts => super::sections::persons(highest as u64),
                        Values::PerCent => format!("{highest:.1} %"),
                    },
                    chart.categories[at]
                ),
                None => format!("no {}", chart.unit),
            };
            text.push_str(&format!("  {:name_width$}  {bars}  {note}\n", series.name));
        }
        if let Some(at) = chart.marked {
            text.push_str(&format!(
                "  {:name_width$}  {}↑ {}\n",
                "",
                " ".repeat(at),
                chart.categories[at]
            ));
        }
    }

    fn picture(&self, text: &mut String, picture: &Picture) {
        let title = format!("{} ({})", picture.title, words(&picture.source).trim());
        self.wrapped(text, "", "", &title);
        for line in pictures::lines(picture) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }

    fn bold(&self, words: &str) -> String {
        if self.colour {
            format!("\u{1b}[1m{words}\u{1b}[0m")
        } else {
            words.to_owned()
        }
    }
}

/// Column widths in characters; with two spaces between columns they add up to the width of the page.
fn widths(table: &Table, width: usize) -> Vec<usize> {
    let total: usize = table
        .columns
        .iter()
        .map(|column| usize::from(column.share))
        .sum();
    let room = width.saturating_sub(2 * table.columns.len().saturating_sub(1));
    let mut widths: Vec<usize> = table
        .columns
        .iter()
        .map(|column| room * usize::from(column.share) / total.max(1))
        .collect();
    let used: usize = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += room.saturating_sub(used);
    }
    widths
}

/// Breaks words into lines; the id of an entry is never broken at its hyphen.
fn wrap(words: &str, width: usize) -> Vec<String> {
    let options =
        textwrap::Options::new(width.max(1)).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(words.trim(), &options)
        .into_iter()
        .map(|line| line.into_owned())
        .collect()
}

fn words(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Strong(text) | Inline::Toned(_, text) | Inline::Code(text) => {
            text.clone()
        }
        Inline::Entries(ids) => format!(
            "[{}]",
            ids.iter()
                .map(|id| id.0.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        ),
        Inline::Table(table) => format!("[table {table}]"),
        Inline::Link { text, .. } => text.clone(),
    }
}
