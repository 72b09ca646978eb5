use std::path::Path;

use anyhow::{Context, bail};
use app::Knowledge;
use archive::SourceFile;
use archive::computed::{VOTES, VOTES_COLUMNS, VOTES_TITLE};
use terms::Code;

/// Writes every generated file, or with `check` fails if one is not current.
pub(crate) fn run(root: &Path, check: bool) -> anyhow::Result<()> {
    let mut stale = Vec::new();
    for (path, text) in files()? {
        let path = root.join(path);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&path, text)
                .with_context(|| format!("{} was not written", path.display()))?;
            println!("wrote {}", path.display());
        }
    }
    if !stale.is_empty() {
        bail!(
            "not current: {}; run `cargo xtask generate`",
            stale.join(", ")
        );
    }
    Ok(())
}

fn files() -> anyhow::Result<Vec<(String, String)>> {
    let knowledge = Knowledge::embedded()?;
    let mut files = vec![
        (
            "schemas/brief.schema.json".to_owned(),
            terms::pretty(&report::brief_schema()),
        ),
        (
            "schemas/watch.schema.json".to_owned(),
            terms::pretty(&report::watch_schema()),
        ),
        (
            "schemas/scoreboard.schema.json".to_owned(),
            terms::pretty(&report::scoreboard_schema()),
        ),
        (
            "schemas/manifest.schema.json".to_owned(),
            terms::pretty(&archive::store::manifest_schema()),
        ),
        ("docs/guide/problems.md".to_owned(), problems()),
        ("docs/guide/commands.md".to_owned(), commands()),
        ("DATA.md".to_owned(), data(&knowledge)),
        ("docs/guide/tables.md".to_owned(), tables(&knowledge)),
        (
            "docs/guide/data-dictionary.md".to_owned(),
            crate::dictionary::dictionary(&knowledge),
        ),
    ];
    let schemas = norms::norms_schemas()
        .into_iter()
        .chain(ledger::casebook_schemas())
        .chain([
            terms::body_schema(),
            archive::source_schema(),
            archive::view_schema(),
            archive::alias_schema(),
            archive::computed::computed_schema(),
            report::plan_schema(),
            report::watch_plan_schema(),
            ledger::forecast_schema(),
            forecast::target_schema(),
            forecast::predictor_schema(),
            forecast::protocol_schema(),
        ]);
    files.extend(schemas.map(|schema| {
        let (name, text) = schema.finish();
        (format!("schemas/{name}"), text)
    }));
    Ok(files)
}

pub(crate) const NOTICE: &str = "<!-- Written by `cargo xtask generate`; do not edit. -->\n";

fn problems() -> String {
    let mut text = format!(
        "{NOTICE}\n# Problems that fact files can have\n\n| code | what it means and what to do |\n|---|---|\n"
    );
    for code in Code::ALL {
        text.push_str(&format!("| {} | {} |\n", code.id(), code.about()));
    }
    text
}

fn commands() -> String {
    let mut text = format!("{NOTICE}\n# Commands\n");
    let mut cli = app::commands::cli();
    cli.build();
    for command in cli
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        push_command(&mut text, command, "watchfire");
    }
    text
}

fn push_command(text: &mut String, command: &clap::Command, parent: &str) {
    let name = format!("{parent} {}", command.get_name());
    let help = command
        .clone()
        .bin_name(name.clone())
        .term_width(100)
        .render_long_help()
        .to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    text.push_str(&format!(
        "\n## {name}\n\n```text\n{}\n```\n",
        help.join("\n").trim_end()
    ));
    for sub in command
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        push_command(text, sub, &name);
    }
}

fn tables(knowledge: &Knowledge) -> String {
    let mut text = format!(
        "{NOTICE}\n# Tables\n\nThe tables that the archive reads from its sources, with the publisher's name of every column. A column `gw` \
         is added where a table names states: the Gleditsch-Ward number at the date of the row; where there is none, `gw_gap` says why.\n"
    );
    for source in knowledge.sources.values() {
        for table in &source.table {
            text.push_str(&format!(
                "\n## {}\n\n{}. {} Source: {}.\n\n| column | type | unit | meaning | publisher's name |\n|---|---|---|---|---|\n",
                table.name, table.title, table.about, source.title
            ));
            for column in &table.columns {
                text.push_str(&format!(
                    "| {} | {} | {} | {} | {} |\n",
                    column.name,
                    column.kind.name(),
                    cell(&column.unit),
                    cell(&column.about),
                    cell(column.from.as_deref().unwrap_or_default())
                ));
            }
            for state in &table.states {
                text.push_str(&format!(
                    "| {} | int32 | Gleditsch-Ward number | the state that `{}` means | |\n",
                    state.name, state.column
                ));
                text.push_str(&format!(
                    "| {}_gap | text | | why `{}` is missing | |\n",
                    state.name, state.name
                ));
            }
        }
    }
    for table in knowledge.computed.values() {
        push_computed(&mut text, &table.id, &table.title, &table.about);
        for (name, unit, about) in table.columns() {
            push_column(&mut text, &name, &unit, &about);
        }
        text.push_str("\n| cell | from | to | source, version | why |\n|---|---|---|---|---|\n");
        for span in &table.span {
            text.push_str(&format!(
                "| {} | {} | {} | {}, {} | {} |\n",
                span.cell,
                span.from,
                span.to,
                span.table,
                span.vintage,
                match span.stand_in {
                    true => format!(
                        "{} Stands in as of days before the better source was published.",
                        cell(&span.reason)
                    ),
                    false => cell(&span.reason),
                }
            ));
        }
    }
    let about = "A vote of a member on a resolution or draft, from votes_unga and votes_unsc.";
    push_computed(&mut text, VOTES, VOTES_TITLE, about);
    for (name, unit, about) in VOTES_COLUMNS {
        push_column(&mut text, name, unit, about);
    }
    text
}

fn push_computed(text: &mut String, id: &str, title: &str, about: &str) {
    text.push_str(&format!(
        "\n## {id}\n\n{title}. {about} Computed by `watchfire data pull` from tables of the store.\n\n| column | unit | meaning |\n|---|---|---|\n"
    ));
}

fn push_column(text: &mut String, name: &str, unit: &str, about: &str) {
    text.push_str(&format!("| {name} | {} | {} |\n", cell(unit), cell(about)));
}

/// A text that does not break a row of a Markdown table.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Where a file lies, and whether that was checked.
fn address(file: &SourceFile) -> String {
    match (&file.address, file.address_checked.as_str()) {
        (None, _) => String::new(),
        (Some(address), "") => format!(", <{address}> (not checked, so not used unless asked for)"),
        (Some(address), checked) => format!(", <{address}> ({checked})"),
    }
}

fn data(knowledge: &Knowledge) -> String {
    let mut text = format!(
        "{NOTICE}\n# Data\n\nEvery source that Watchfire reads, with its licence and how to cite it. No file of a publisher is in this \
         repository; `releases/` holds tables that Watchfire computed itself, each with its sources beside it.\n"
    );
    for source in knowledge.sources.values() {
        text.push_str(&format!("\n## {}\n\n{}\n\n", source.title, source.about));
        text.push_str(&format!(
            "- Publisher: {}\n- Version: {}, published {} ({})\n",
            source.publisher, source.vintage, source.released, source.released_reason
        ));
        text.push_str(&format!(
            "- Licence: {}\n- Address: <{}>\n- Cite: {}\n",
            source.licence, source.address, source.citation
        ));
        for vintage in &source.other_vintage {
            text.push_str(&format!(
                "- Also version {}, published {} ({})\n",
                vintage.id, vintage.released, vintage.released_reason
            ));
        }
        if !source.checked {
            text.push_str(
                "- Not checked: publisher, licence and dates are as the files' notes say\n",
            );
        }
        for file in &source.file {
            text.push_str(&format!(
                "- File: `{}`, SHA-256 `{}`, table `{}`, version {}{}\n",
                file.path,
                file.sha256,
                file.table,
                source.vintage_of(file),
                address(file)
            ));
        }
        for trap in &source.traps {
            text.push_str(&format!("- Beware: {trap}\n"));
        }
    }
    text.push_str(
        "\n## Release tables\n\n| table | rows | computed from | licence |\n|---|---|---|---|\n",
    );
    let heads = [
        knowledge.deaths.as_ref().map(|table| &table.head),
        knowledge.episodes.as_ref().map(|table| &table.head),
    ];
    for head in heads.into_iter().flatten() {
        for input in &head.input {
            text.push_str(&format!(
                "| {} | {} | {}, version {} | {} |\n",
                head.id, head.rows, input.title, input.vintage, input.licence
            ));
        }
    }
    text.push_str("\n## Facts\n\nThe files of `facts/` are dated and cited one by one. States: Gleditsch and Ward's list of independent states, by way of A. Beger's `states` package (MIT). Memberships:\n\n| body | source | rows checked |\n|---|---|---|\n");
    for body in knowledge.bodies.values() {
        let checked = body.members.iter().filter(|member| member.checked).count();
        text.push_str(&format!(
            "| {} | {} | {checked} of {} |\n",
            body.head.name,
            body.head.membership.citation,
            body.members.len()
        ));
    }
    text
}
