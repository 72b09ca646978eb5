use norms::{Criterion, Instrument, Measure, Norms, Pack, Policy, Provision, Tree};
use terms::Citation;

use super::section;
use crate::{Block, Column, Document, Inline, Row, Section, Table, Tone};

/// One thing of the norms, to be shown whole.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// A text.
    Instrument(&'a Instrument),
    /// A pack of criteria.
    Pack(&'a Pack),
    /// A criterion.
    Criterion(&'a Criterion),
    /// A measure.
    Measure(&'a Measure),
    /// A policy on proof.
    Policy(&'a Policy),
}

/// Its document.
pub fn show(norms: &Norms, shown: Shown<'_>) -> Document {
    match shown {
        Shown::Instrument(instrument) => of_instrument(norms, instrument),
        Shown::Pack(pack) => Document {
            title: pack.head.title.clone(),
            subtitle: format!("{}, {}", pack.head.id, pack.head.citation),
            sections: vec![
                section(
                    "about",
                    "What it is",
                    vec![para(&pack.head.about), para(&pack.head.period_reason)],
                ),
                criteria(norms, &pack.criteria),
            ],
        },
        Shown::Criterion(criterion) => Document {
            title: criterion.title.clone(),
            subtitle: format!("{}, declared in {}", criterion.id, criterion.home),
            sections: vec![section(
                "criterion",
                "What it asks",
                of_criterion(norms, criterion),
            )],
        },
        Shown::Measure(measure) => of_measure(norms, measure),
        Shown::Policy(policy) => of_policy(policy),
    }
}

fn para(text: &str) -> Block {
    Block::Para(vec![text.into()])
}

fn named(label: &str, text: impl Into<Inline>) -> Vec<Inline> {
    vec![Inline::Strong(format!("{label}: ")), text.into()]
}

fn checked(checked: bool) -> &'static str {
    if checked {
        "checked"
    } else {
        "not checked, so that nothing which rests on it decides"
    }
}

fn citations(cited: &[Citation]) -> String {
    let cited: Vec<String> = cited.iter().map(ToString::to_string).collect();
    cited.join("; ")
}

fn of_instrument(norms: &Norms, instrument: &Instrument) -> Document {
    let head = &instrument.head;
    let mut about = vec![
        named("What it is", head.about.clone()),
        named("By", format!("{}, {}", head.author, head.document)),
        named(
            "Adopted",
            format!("{}, applies from {}", head.adopted, head.applies_from()),
        ),
        named("Force", head.legal_force.to_string()),
        named(
            "Read",
            Inline::Link {
                text: head.url.clone(),
                url: head.url.clone(),
            },
        ),
    ];
    if let Some(body) = &head.members_of {
        about.push(named("Concerns", format!("members of {}", body.get_ref())));
    }
    let mut sections = vec![section("about", "The text", vec![Block::List(about)])];
    let rows = instrument.provisions.iter().map(
        |Provision {
             id,
             paragraph,
             summary,
             checked: read,
             ..
         }| {
            Row::new(vec![
                vec![
                    paragraph.clone().into(),
                    Inline::Toned(Tone::Quiet, format!(" {}", id.get_ref())),
                ],
                vec![summary.clone().into()],
                vec![if *read { "yes" } else { "no" }.into()],
            ])
        },
    );
    sections.push(section(
        "provisions",
        "Provisions, in our own words",
        vec![Block::Table(Table {
            columns: vec![
                Column::words("Place", 26),
                Column::words("What it says", 64),
                Column::words("Checked", 10),
            ],
            rows: rows.collect(),
        })],
    ));
    let items = instrument.positions.iter().map(|position| {
        let title = norms.propositions.iter().flat_map(|p| &p.rows);
        let title = title
            .filter(|row| row.id == *position.proposition.get_ref())
            .map(|row| row.title.clone())
            .next();
        let place = instrument
            .provision(position.provision.get_ref())
            .map(|p| p.paragraph.clone());
        named(
            &title.unwrap_or_else(|| position.proposition.get_ref().clone()),
            format!(
                "{} ({}). {}",
                position.stance,
                place.unwrap_or_default(),
                position.note
            ),
        )
    });
    sections.push(section(
        "positions",
        "Where it stands",
        vec![Block::List(items.collect())],
    ));
    if !instrument.criteria.is_empty() {
        sections.push(criteria(norms, &instrument.criteria));
    }
    let rows = instrument.rules.iter().map(|rule| {
        let place = instrument
            .provision(rule.provision.get_ref())
            .map(|p| p.paragraph.clone());
        let who: Vec<String> = rule
            .addressees
            .iter()
            .map(|who| norms.addressee(who.get_ref()))
            .collect();
        let what: Vec<String> = rule.covers.iter().map(ToString::to_string).collect();
        let mut when = rule
            .when
            .as_ref()
            .map_or_else(|| "always".to_owned(), Tree::to_string);
        for exception in &rule.exception {
            when.push_str(&format!(
                "; except: {} ({})",
                exception.title.to_lowercase(),
                exception.when
            ));
        }
        Row::new(vec![
            vec![
                Inline::Strong(format!("{} ", rule.modality)),
                rule.title.clone().into(),
                Inline::Toned(Tone::Quiet, format!(" ({})", place.unwrap_or_default())),
            ],
            vec![who.join(", ").into()],
            vec![what.join(", ").into()],
            vec![when.into()],
        ])
    });
    let rows: Vec<Row> = rows.collect();
    if !rows.is_empty() {
        sections.push(section(
            "rules",
            "What it permits, demands or forbids",
            vec![Block::Table(Table {
                columns: vec![
                    Column::words("Rule", 30),
                    Column::words("Of whom", 20),
                    Column::words("About", 20),
                    Column::words("When", 30),
                ],
                rows,
            })],
        ));
    }
    Document {
        title: head.title.clone(),
        subtitle: format!("{} ({})", head.short, head.id),
        sections,
    }
}

fn criteria(norms: &Norms, ids: &[norms::CriterionId]) -> Section {
    let known = ids.iter().filter_map(|id| norms.criterion(id));
    let blocks = known.flat_map(|criterion| {
        std::iter::once(Block::Heading(format!(
            "{} [{}]",
            criterion.title, criterion.id
        )))
        .chain(of_criterion(norms, criterion))
    });
    section("criteria", "Criteria", blocks.collect())
}

fn of_criterion(norms: &Norms, criterion: &Criterion) -> Vec<Block> {
    let mut items = vec![named("Asks", criterion.asks.clone())];
    if let Some(tree) = &criterion.when {
        let how = if criterion.direct {
            "Holds at once, or if"
        } else {
            "Holds if"
        };
        items.push(named(how, tree.to_string()));
    }
    if let Some(threshold) = &criterion.threshold {
        items.push(named(
            "Threshold",
            format!("{threshold}. {}", threshold.reason),
        ));
    }
    for (label, text) in [
        ("Guidance", &criterion.guidance),
        ("Declared choice", &criterion.choice),
    ] {
        if let Some(text) = text {
            items.push(named(label, text.clone()));
        }
    }
    if let Some(period) = criterion.period {
        items.push(named("Entries must speak of", period.to_string()));
    }
    if criterion.act {
        items.push(named(
            "Proof",
            "it asks what a body decided, which the body's own record proves",
        ));
    }
    let source = criterion.citation.as_ref().map(ToString::to_string);
    let source = source.or_else(|| {
        let pack = norms.packs.get(&criterion.home)?;
        Some(pack.head.citation.to_string())
    });
    items.push(named(
        "Source",
        format!(
            "{} ({})",
            source.unwrap_or_else(|| criterion.home.clone()),
            checked(criterion.checked)
        ),
    ));
    vec![Block::List(items)]
}

fn of_measure(norms: &Norms, measure: &Measure) -> Document {
    let mut items = vec![
        named("What it is", measure.about.clone()),
        named(
            "Kind",
            format!(
                "{}, pillar {}, rung {} of the ladder of coercion",
                measure.kind, measure.pillar, measure.rung
            ),
        ),
        named(
            "Legal basis",
            format!(
                "{} ({})",
                citations(&measure.legal_basis),
                checked(measure.checked)
            ),
        ),
    ];
    if let Some(since) = measure.since {
        items.push(named("Exists since", since.to_string()));
    }
    if let Some(when) = &measure.when {
        items.push(named("Needs", when.to_string()));
    }
    for authority in &measure.authority {
        let decision = authority.decision.as_ref();
        let decision = decision
            .map(|id| format!(", decided if {}", id.get_ref()))
            .unwrap_or_default();
        items.push(named(
            &norms.addressee(authority.by.get_ref()),
            format!("{}{decision}", authority.route),
        ));
    }
    items.push(named(
        "Kept by",
        format!("{}, next looked at {}", measure.owner, measure.review),
    ));
    Document {
        title: measure.title.clone(),
        subtitle: measure.id.clone(),
        sections: vec![section("measure", "The measure", vec![Block::List(items)])],
    }
}

fn of_policy(policy: &Policy) -> Document {
    let rungs = policy.rungs.iter().map(|rung| {
        let needs: Vec<String> = rung.needs.iter().map(ToString::to_string).collect();
        let acts = if rung.acts {
            " (for what a body decided)"
        } else {
            ""
        };
        named(&format!("{}{acts}", rung.standard), needs.join(" and "))
    });
    let mut asked = vec![named("A finding", policy.finding.to_string())];
    asked.extend(
        policy
            .measures
            .iter()
            .map(|(kind, standard)| named(&format!("Measures, {kind}"), standard.to_string())),
    );
    Document {
        title: policy.title.clone(),
        subtitle: format!("{}, practice on record since {}", policy.id, policy.dated),
        sections: vec![
            section(
                "about",
                "What it is",
                vec![
                    para(&policy.about),
                    para(&policy.choice),
                    para(&format!(
                        "Sources: {} ({})",
                        citations(&policy.citations),
                        checked(policy.checked)
                    )),
                ],
            ),
            section(
                "ladder",
                "What each standard takes",
                vec![Block::List(rungs.collect())],
            ),
            section(
                "asked",
                "Which standard is asked for what",
                vec![Block::List(asked)],
            ),
        ],
    }
}
