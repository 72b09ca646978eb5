use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource,
    Report,
};
use terms::{FactTree, Problem};

/// Facts that could not be read, with every problem in them.
#[derive(Debug)]
pub struct ProblemsFound {
    /// The problems, by file and place.
    pub problems: Vec<Problem>,
    /// The texts that they are in.
    pub facts: FactTree,
}

impl fmt::Display for ProblemsFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render_problems(&self.problems, &self.facts, false))?;
        let n = self.problems.len();
        write!(
            f,
            "{n} {} in the facts; nothing was read from them",
            if n == 1 { "problem" } else { "problems" }
        )
    }
}

impl std::error::Error for ProblemsFound {}

/// Shows every problem at its place in the text, with what to do about it.
pub fn render_problems(problems: &[Problem], facts: &FactTree, colour: bool) -> String {
    let theme = if colour {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(100)
        .with_context_lines(1)
        .with_links(false);
    let mut text = String::new();
    for problem in problems {
        // The plain line can be read by tools; the picture below it is for people.
        text.push_str(&format!("{}: {}\n", problem.location, problem.message));
        let report = diagnostic(problem, facts);
        let picture: &dyn Diagnostic = report.as_ref();
        if handler.render_report(&mut text, picture).is_err() {
            text.push_str(&problem.help);
        }
        text.push('\n');
    }
    text
}

fn diagnostic(problem: &Problem, facts: &FactTree) -> Report {
    let mut diagnostic =
        MietteDiagnostic::new(problem.message.clone()).with_code(problem.code.id());
    if !problem.help.is_empty() {
        diagnostic = diagnostic.with_help(problem.help.clone());
    }
    match facts.file(&problem.location.path) {
        Some(file) if !file.text.is_empty() => {
            let span = problem.location.span.clone();
            let diagnostic = diagnostic.with_label(LabeledSpan::underline(span));
            Report::new(diagnostic).with_source_code(NamedSource::new(
                &problem.location.path,
                file.text.to_owned(),
            ))
        }
        _ => Report::new(diagnostic),
    }
}
