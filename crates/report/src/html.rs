use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    Align, Block, Chart, Document, Inline, Picture, Section, Table, Tone, chart, pictures,
};

const STYLE: &str = include_str!("brief.css");

/// Renders a document as one self-contained HTML page: no script, no address is fetched.
pub fn render_html(document: &Document) -> String {
    let (pages, annex): (Vec<_>, Vec<_>) =
        document.sections.iter().partition(|section| !section.annex);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="Watchfire";
                title { (document.title) ", " (document.subtitle) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { h1 { (document.title) } p.subtitle { (document.subtitle) } }
                main { @for section in &pages { (render_section(section)) } }
                @if !annex.is_empty() {
                    main.annex { h2.annex-title { "Annex" } @for section in &annex { (render_section(section)) } }
                }
            }
        }
    };
    renumbered(&page.into_string())
}

/// The names of clips in pictures, numbered anew in the order of the page: the drawing library counts
/// them over the whole process, so that the second page of a process would differ from the first.
fn renumbered(page: &str) -> String {
    const CLIP: &str = "kuva-clip-";
    let mut names: Vec<&str> = Vec::new();
    let mut parts = page.split(CLIP);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (name, rest) = part.split_at(digits);
        let at = names.iter().position(|other| *other == name);
        let at = at.unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        text.push_str(&format!("{CLIP}{at}{rest}"));
    }
    text
}

fn render_section(section: &Section) -> Markup {
    html! {
        section id=(section.id) {
            h2 { (section.title) }
            @for block in &section.blocks { (render_block(block)) }
        }
    }
}

fn render_block(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Para(inlines) => p { (render_inlines(inlines)) },
            Block::Notice(inlines) => p.notice role="note" { (render_inlines(inlines)) },
            Block::Heading(title) => h3 { (title) },
            Block::List(items) => ul { @for item in items { li { (render_inlines(item)) } } },
            Block::Table(table) => (render_table(table)),
            Block::Chart(chart) => (render_chart(chart)),
            Block::Picture(picture) => (render_picture(picture)),
        }
    }
}

fn render_table(table: &Table) -> Markup {
    let total: u16 = table.columns.iter().map(|column| column.share).sum();
    html! {
        div.table {
            table {
                colgroup { @for column in &table.columns { col style=(format!("width:{:.1}%", f32::from(column.share) * 100.0 / f32::from(total.max(1)))); } }
                thead { tr { @for column in &table.columns {
                    th scope="col" class=[(column.align == Align::Right).then_some("number")] {
                        (column.title)
                        @if !column.note.is_empty() { small { (column.note) } }
                    }
                } } }
                tbody { @for row in &table.rows {
                    tr id=[row.anchor.as_deref()] class=[row.quiet.then_some("quiet")] {
                        @for (cell, column) in row.cells.iter().zip(&table.columns) {
                            td class=[(column.align == Align::Right).then_some("number")] data-label=(column.title) { (render_inlines(cell)) }
                        }
                    }
                } }
            }
        }
    }
}

fn render_chart(chart: &Chart) -> Markup {
    html! {
        figure {
            div.picture role="img" aria-label=(chart.title) { (PreEscaped(chart::svg(chart))) }
            figcaption {
                (chart.title)
                @if let Some(at) = chart.marked { ". The as-of date lies in " (chart.categories[at]) }
                ". " (render_inlines(std::slice::from_ref(&chart.source)))
            }
        }
    }
}

fn render_picture(picture: &Picture) -> Markup {
    html! {
        figure.whole {
            div.picture role="img" aria-label=(picture.title) { (PreEscaped(pictures::svg(picture))) }
            figcaption { (picture.title) ". " (render_inlines(std::slice::from_ref(&picture.source))) }
        }
    }
}

fn render_inlines(inlines: &[Inline]) -> Markup {
    html! { @for inline in inlines { (render_inline(inline)) } }
}

fn render_inline(inline: &Inline) -> Markup {
    html! {
        @match inline {
            Inline::Text(text) => (text),
            Inline::Strong(text) => strong { (text) },
            Inline::Toned(tone, text) => span class=(class(*tone)) { (text) },
            Inline::Code(text) => code { (text) },
            Inline::Table(id) => cite { "table " (id) },
            Inline::Link { text, url } => a.source href=(url) { (text) },
            Inline::Entries(ids) => span.entries {
                @for (n, id) in ids.iter().enumerate() {
                    @if n > 0 { " " }
                    a href=(format!("#{id}")) { (id) }
                }
            },
        }
    }
}

/// The class of a tone; the style sheet adds a sign to each, so that colour is never alone.
fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Yes => "tone yes",
        Tone::No => "tone no",
        Tone::Contested => "tone contested",
        Tone::Unknown => "tone unknown",
        Tone::Quiet => "aside",
    }
}
