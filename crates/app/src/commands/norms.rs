use std::process::ExitCode;

use ::norms::Norms as Texts;
use anyhow::bail;
use clap::Subcommand;
use report::Shown;
use terms::AsOf;

use super::{OutputArgs, today};
use crate::output::{Sink, json};
use crate::pipeline::{DEFAULT_POLICY, Question};
use crate::{Knowledge, pipeline};

/// Show and compare the versions of the norm
#[derive(Debug, clap::Args)]
pub(super) struct Norms {
    #[command(subcommand)]
    command: NormsCommand,
}

#[derive(Debug, Subcommand)]
enum NormsCommand {
    /// Show every text against the five propositions, with the paragraph behind each cell
    Lattice {
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Show who endorsed which text and who reserved, by vote and statement
    Stances {
        /// A state (ISO3 code, number or name) or a group (group:<name>); all if left out
        of: Option<String>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Show one text, pack, criterion, measure or policy on proof whole
    Show {
        /// Its id
        id: String,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Name the clause, threshold or standard that separates two texts, or two policies on proof
    Diff {
        /// A text or a policy on proof, by id
        a: String,
        /// Another one of the same sort
        b: String,
        /// Put both to this case or state
        #[arg(long, value_name = "CASE|STATE")]
        case: Option<String>,
        /// Read the record as of this date; by default the case's own day
        #[arg(long, value_name = "DATE", requires = "case")]
        as_of: Option<AsOf>,
        /// Policy on proof under which two texts are put to the case
        #[arg(long, value_name = "ID", requires = "case")]
        standard: Option<String>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Time the assessment of all cases and flips on a made-up record, as JSON
    Bench {
        /// Entries of the made-up record
        #[arg(long, default_value_t = 2_000)]
        entries: usize,
        /// Independent origins of the made-up record
        #[arg(long, default_value_t = 300)]
        origins: usize,
    },
}

impl Norms {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let norms = &knowledge.norms;
        match self.command {
            NormsCommand::Lattice { output } => {
                output.write(|| report::lattice(norms), &report::lattice_json(norms))
            }
            NormsCommand::Stances { of, output } => {
                let of = of.map(|of| party(knowledge, &of)).transpose()?;
                let name = |id: &str| knowledge.party_name(id);
                output.write(
                    || report::stances(norms, of.as_deref(), &name),
                    &report::stances_json(norms, of.as_deref()),
                )
            }
            NormsCommand::Show { id, output } => {
                let shown = shown(norms, &id)?;
                output.write_page(|| report::show(norms, shown))
            }
            NormsCommand::Diff {
                a,
                b,
                case,
                as_of,
                standard,
                output,
            } => {
                let question = case.map(|about| -> anyhow::Result<Question> {
                    Ok(Question {
                        about,
                        as_of,
                        on: None,
                        today: today()?,
                        instruments: Vec::new(),
                        policy: standard.unwrap_or_else(|| DEFAULT_POLICY.to_owned()),
                        hindsight: false,
                    })
                });
                diff(knowledge, (&a, &b), question.transpose()?.as_ref(), &output)
            }
            NormsCommand::Bench { entries, origins } => {
                let found = pipeline::norms_bench(knowledge, entries, origins);
                Sink { out: None }.write(&json(&found)?)?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn diff(
    knowledge: &Knowledge,
    (a, b): (&str, &str),
    question: Option<&Question>,
    output: &OutputArgs,
) -> anyhow::Result<ExitCode> {
    let policies = &knowledge.norms.policies;
    let subject = question
        .map(|question| pipeline::subject(knowledge, question, None))
        .transpose()?;
    if policies.contains_key(a) && policies.contains_key(b) {
        let Some(subject) = &subject else {
            bail!("two policies on proof differ on a record; name one with --case");
        };
        let found = pipeline::compare_two_policies(knowledge, (a, b), subject)?;
        return output.write(|| report::policies(&found), &report::policies_json(&found));
    }
    let case = question.zip(subject.as_ref());
    let found = pipeline::compare_two_texts(knowledge, (a, b), case)?;
    let texts = report::Texts {
        comparison: &found,
        case: case
            .map(|(question, subject)| (subject.title(), subject.as_of, question.policy.clone())),
    };
    output.write(|| report::texts(&texts), &found)
}

/// What has that id; ids are unique over texts, packs, criteria, measures and policies.
fn shown<'a>(norms: &'a Texts, id: &str) -> anyhow::Result<Shown<'a>> {
    let measure = norms.measures.iter().find(|measure| measure.id == id);
    let found = norms
        .instrument(id)
        .map(Shown::Instrument)
        .or_else(|| norms.packs.get(id).map(Shown::Pack))
        .or_else(|| {
            norms
                .criterion(&::norms::CriterionId(id.to_owned()))
                .map(Shown::Criterion)
        })
        .or_else(|| measure.map(Shown::Measure))
        .or_else(|| norms.policies.get(id).map(Shown::Policy));
    if let Some(shown) = found {
        return Ok(shown);
    }
    let known = norms
        .instruments
        .iter()
        .map(|instrument| instrument.head.id.as_str());
    let known = known
        .chain(norms.packs.keys().map(String::as_str))
        .chain(norms.criteria.keys().map(|id| id.0.as_str()))
        .chain(norms.measures.iter().map(|measure| measure.id.as_str()))
        .chain(norms.policies.keys().map(String::as_str));
    let hint = terms::did_you_mean(id, known);
    bail!("no text, pack, criterion, measure or policy on proof is called `{id}`{hint}")
}

/// A state as stances name it, or a group.
fn party(knowledge: &Knowledge, text: &str) -> anyhow::Result<String> {
    if text.starts_with("group:") {
        return Ok(text.to_owned());
    }
    let state = knowledge.states.find(text, today()?)?;
    let iso3 = state.iso3.clone();
    iso3.ok_or_else(|| {
        anyhow::anyhow!("{} has no ISO3 code, by which stances are kept", state.name)
    })
}
