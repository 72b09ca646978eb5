use std::collections::{BTreeMap, BTreeSet};

use serde_spanned::Spanned;
use terms::{Code, FactFile, FactTree, FileSchema, Problem, nearest};

use crate::criterion::{CriterionFile, period};
use crate::standard::{PolicyHead, out_of_order};
use crate::{
    Addressee, Ask, Aspect, Cap, Criterion, CriterionId, Forum, ForumHead, Instrument,
    InstrumentHead, Measure, Norms, Pack, PackHead, Period, Policy, Position, Proposition,
    Propositions, PropositionsHead, Provision, Rule, Rung, Stand, Tree,
};

/// Reads everything under `criteria/`, `instruments/`, `standards/`, `measures/` and `stances/`, the addressees, aspects and propositions.
pub fn read_norms(facts: &FactTree, problems: &mut Vec<Problem>) -> Norms {
    let mut reader = Reader {
        facts,
        norms: Norms::default(),
        named: Vec::new(),
    };
    reader.addressees(facts, problems);
    reader.aspects(facts, problems);
    reader.propositions(facts, problems);
    for file in facts.folder("criteria", ".toml") {
        reader.pack(file, problems);
    }
    for file in facts.folder("instruments", ".toml") {
        reader.instrument(file, problems);
    }
    for file in facts.folder("standards", ".toml") {
        reader.policy(file, problems);
    }
    for file in facts.folder("measures", ".toml") {
        reader.measure(file, problems);
    }
    for file in facts.folder("stances", ".toml") {
        reader.forum(file, problems);
    }
    reader.check_references(problems);
    reader.check_circles(facts, problems);
    let mut norms = reader.norms;
    norms
        .forums
        .sort_by(|a, b| (a.head.day, &a.head.id).cmp(&(b.head.day, &b.head.id)));
    norms.instruments.sort_by(|a, b| {
        (a.head.applies_from(), &a.head.id).cmp(&(b.head.applies_from(), &b.head.id))
    });
    norms
        .measures
        .sort_by(|a, b| (a.rung, &a.id).cmp(&(b.rung, &b.id)));
    norms
}

/// The schemas of all fact files of this crate.
pub fn norms_schemas() -> [FileSchema; 8] {
    [
        FileSchema::new::<InstrumentHead>(
            "instrument",
            "A version of the norm: facts/instruments/<id>.toml",
        )
        .list::<Provision>("provision")
        .list::<Position>("position")
        .list::<CriterionFile>("criterion")
        .list::<Ask>("asks")
        .list::<Rule>("rule"),
        FileSchema::new::<PackHead>("criteria", "A pack of criteria: facts/criteria/<id>.toml")
            .list::<CriterionFile>("criterion"),
        FileSchema::new::<PolicyHead>("standard", "A policy on proof: facts/standards/<id>.toml")
            .list::<Rung>("rung")
            .list::<Cap>("cap"),
        FileSchema::new::<Measure>("measure", "A measure: facts/measures/<id>.toml"),
        FileSchema::new::<ForumHead>(
            "stances",
            "How states received a text: facts/stances/<id>.toml",
        )
        .list::<Stand>("stance"),
        FileSchema::new::<PropositionsHead>(
            "propositions",
            "The rows of the norm lattice: facts/propositions.toml",
        )
        .list::<Proposition>("proposition"),
        FileSchema::lists_only(
            "addressees",
            "Whom a rule can speak to: facts/addressees.toml",
        )
        .list::<Addressee>("addressee"),
        FileSchema::lists_only(
            "aspects",
            "The points on which texts are compared: facts/aspects.toml",
        )
        .list::<Aspect>("aspect"),
    ]
}

/// What a reference names.
enum Names {
    Criterion,
    Addressee,
    Aspect,
    Instrument,
    Measure,
    Proposition,
}

struct Reader<'a> {
    facts: &'a FactTree,
    norms: Norms,
    /// References to be resolved once everything is read, because files may name what comes later.
    named: Vec<(FactFile<'a>, Names, Spanned<String>)>,
}

impl<'a> Reader<'a> {
    fn addressees(&mut self, facts: &'a FactTree, problems: &mut Vec<Problem>) {
        let Some(file) = facts.required("addressees.toml", problems) else {
            return;
        };
        for addressee in file
            .parse(problems)
            .list::<Addressee>("addressee", problems)
        {
            let addressee = addressee.into_inner();
            self.norms
                .addressees
                .insert(addressee.id.clone(), addressee);
        }
    }

    fn aspects(&mut self, facts: &'a FactTree, problems: &mut Vec<Problem>) {
        let Some(file) = facts.required("aspects.toml", problems) else {
            return;
        };
        let aspects = file.parse(problems).list::<Aspect>("aspect", problems);
        self.norms.aspects = plain(aspects);
    }

    fn propositions(&mut self, facts: &'a FactTree, problems: &mut Vec<Problem>) {
        let Some(file) = facts.required("propositions.toml", problems) else {
            return;
        };
        let document = file.parse(problems);
        let rows = document
            .list::<Proposition>("proposition", problems)
            .into_iter()
            .map(Spanned::into_inner)
            .collect();
        if let Some(head) = document.head::<PropositionsHead>(&["proposition"], problems) {
            check_verified(file, head.checked, &head.checked_against, problems);
            self.norms.propositions = Some(Propositions { head, rows });
        }
    }

    fn pack(&mut self, file: FactFile<'a>, problems: &mut Vec<Problem>) {
        let document = file.parse(problems);
        let criteria = document.list::<CriterionFile>("criterion", problems);
        let Some(head) = document.head::<PackHead>(&["criterion"], problems) else {
            return;
        };
        check_name(file, &head.id, problems);
        check_verified(file, head.checked, &head.checked_against, problems);
        let default = period(head.period_months, head.period);
        if default.is_none() {
            let message = "a pack says how far back entries may speak: `period_months` or `period = \"ever\"`";
            problems.push(file.problem(Code::MissingField, 0..0, message));
        }
        let mut ids = Vec::new();
        for written in criteria {
            let written = written.into_inner();
            let checked = written.checked.unwrap_or(head.checked);
            ids.push(CriterionId(written.id.get_ref().clone()));
            self.criterion(file, &head.id, written, default, checked, problems);
        }
        self.norms.packs.insert(
            head.id.clone(),
            Pack {
                head,
                criteria: ids,
            },
        );
    }

    fn instrument(&mut self, file: FactFile<'a>, problems: &mut Vec<Problem>) {
        const LISTS: [&str; 5] = ["provision", "position", "criterion", "asks", "rule"];
        let document = file.parse(problems);
        let provisions = plain(document.list::<Provision>("provision", problems));
        let positions = plain(document.list::<Position>("position", problems));
        let criteria = plain(document.list::<CriterionFile>("criterion", problems));
        let asks = plain(document.list::<Ask>("asks", problems));
        let rules = plain(document.list::<Rule>("rule", problems));
        let head = document.head::<InstrumentHead>(&LISTS, problems);

        let exceptions = rules.iter().flat_map(|rule| &rule.exception);
        let named = positions.iter().map(|position| &position.provision);
        let named = named
            .chain(criteria.iter().filter_map(|own| own.provision.as_ref()))
            .chain(asks.iter().map(|ask| &ask.provision))
            .chain(rules.iter().map(|rule| &rule.provision))
            .chain(exceptions.map(|exception| &exception.provision));
        let read = check_provisions(file, &provisions, named, problems);
        self.name_references(file, &positions, &asks, &rules);
        let mut ids = Vec::new();
        for written in criteria {
            let checked = written
                .provision
                .as_ref()
                .is_none_or(|id| read.get(id.get_ref()).is_some_and(|read| *read));
            if written.when.is_none() {
                let message = format!(
                    "the criterion `{}` of an instrument needs a condition",
                    written.id.get_ref()
                );
                let help = "questions that evidence answers stand in a pack under criteria/, so that all instruments can ask them alike";
                problems.push(
                    file.problem(Code::MissingField, written.id.span(), message)
                        .help(help),
                );
                continue;
            }
            ids.push(CriterionId(written.id.get_ref().clone()));
            self.criterion(file, file.stem(), written, None, checked, problems);
        }
        // Everything in the file was looked at, so that a bad field at its top hides nothing below.
        let Some(head) = head else { return };
        check_name(file, &head.id, problems);
        check_verified(file, head.checked, &head.checked_against, problems);
        if head.in_force.is_some_and(|day| day < head.adopted) {
            let message = "it is in force before it was adopted";
            problems.push(file.problem(Code::DateOrder, 0..0, message));
        }
        self.check_body(file, &head, problems);
        self.norms.instruments.push(Instrument {
            head,
            provisions,
            positions,
            criteria: ids,
            asks,
            rules,
        });
    }

    /// A text that binds the members of a body names a body that exists.
    fn check_body(&self, file: FactFile<'a>, head: &InstrumentHead, problems: &mut Vec<Problem>) {
        let Some(body) = &head.members_of else { return };
        let known = self.facts.folder("bodies", ".toml").map(|file| file.stem());
        let known: Vec<&str> = known.collect();
        if !known.contains(&body.get_ref().as_str()) {
            problems.push(unknown(file, "body", body, known));
        }
    }

    fn name_references(
        &mut self,
        file: FactFile<'a>,
        positions: &[Position],
        asks: &[Ask],
        rules: &[Rule],
    ) {
        for ask in asks {
            self.named.push((file, Names::Aspect, ask.aspect.clone()));
            self.name_criterion(file, &ask.criterion);
        }
        for position in positions {
            self.named
                .push((file, Names::Proposition, position.proposition.clone()));
        }
        for rule in rules {
            let exceptions = rule.exception.iter().map(|exception| &exception.when);
            for tree in rule.when.iter().chain(exceptions) {
                self.name_criteria(file, tree);
            }
            for addressee in &rule.addressees {
                self.named.push((file, Names::Addressee, addressee.clone()));
            }
            for measure in &rule.only {
                self.named.push((file, Names::Measure, measure.clone()));
            }
        }
    }

    fn criterion(
        &mut self,
        file: FactFile<'a>,
        home: &str,
        written: CriterionFile,
        default: Option<Period>,
        checked: bool,
        problems: &mut Vec<Problem>,
    ) {
        if let Some(tree) = &written.when {
            self.name_criteria(file, tree);
        }
        if let Some(own) = written.checked {
            check_verified_at(
                file,
                &written.id,
                own,
                written.checked_against.as_deref().unwrap_or_default(),
                problems,
            );
        }
        let (id, span) = (CriterionId(written.id.get_ref().clone()), written.id.span());
        let own = period(written.period_months, written.period);
        let takes_entries = written.when.is_none() || written.direct;
        let criterion = Criterion {
            id: id.clone(),
            title: written.title,
            asks: written.asks,
            guidance: written.guidance.or(written.summary),
            choice: written.choice,
            home: home.to_owned(),
            provision: written.provision.map(Spanned::into_inner),
            citation: written.citation,
            when: written.when,
            direct: written.direct,
            threshold: written.threshold,
            nature: written.nature,
            period: own.or(default).filter(|_| takes_entries),
            // A condition takes its parts as they are unless it says otherwise.
            parts_period: own.filter(|_| !takes_entries || written.direct),
            act: written.act,
            forecasts: written.forecasts,
            checked,
        };
        if self.norms.criteria.insert(id.clone(), criterion).is_some() {
            problems.push(file.problem(
                Code::DuplicateId,
                span,
                format!("the criterion `{id}` is declared twice"),
            ));
        }
    }

    fn policy(&mut self, file: FactFile<'a>, problems: &mut Vec<Problem>) {
        let document = file.parse(problems);
        let rungs: Vec<Rung> = document
            .list::<Rung>("rung", problems)
            .into_iter()
            .map(Spanned::into_inner)
            .collect();
        let caps = document.list::<Cap>("cap", problems).into_iter();
        let caps = caps.map(Spanned::into_inner).collect();
        let Some(head) = document.head::<PolicyHead>(&["rung", "cap"], problems) else {
            return;
        };
        check_name(file, &head.id, problems);
        check_verified(file, head.checked, &head.checked_against, problems);
        for standard in out_of_order(&rungs) {
            let message =
                format!("`{standard}` does not take all that the standard below it takes");
            let help = "list the rungs from lowest to highest, each with every need of the one below or a stricter one";
            problems.push(file.problem(Code::WrongValue, 0..0, message).help(help));
        }
        let policy = Policy {
            id: head.id.clone(),
            title: head.title,
            about: head.about,
            dated: head.dated,
            choice: head.choice,
            citations: head.citation,
            checked: head.checked,
            finding: head.required.finding,
            measures: head.required.measures(),
            rungs,
            caps,
        };
        self.norms.policies.insert(head.id, policy);
    }

    fn measure(&mut self, file: FactFile<'a>, problems: &mut Vec<Problem>) {
        let Some(measure) = file.parse(problems).head::<Measure>(&[], problems) else {
            return;
        };
        check_name(file, &measure.id, problems);
        check_verified(file, measure.checked, &measure.checked_against, problems);
        if let Some(tree) = &measure.when {
            self.name_criteria(file, tree);
        }
        for authority in &measure.authority {
            self.named
                .push((file, Names::Addressee, authority.by.clone()));
            if let Some(tree) = &authority.when {
                self.name_criteria(file, tree);
            }
            if let Some(decision) = &authority.decision {
                self.name_criterion(file, decision);
            }
        }
        self.norms.measures.push(measure);
    }

    fn forum(&mut self, file: FactFile<'a>, problems: &mut Vec<Problem>) {
        let document = file.parse(problems);
        let stands = plain(document.list::<Stand>("stance", problems));
        let head = document.head::<ForumHead>(&["stance"], problems);
        let mut seen = BTreeSet::new();
        for stand in &stands {
            check_verified_at(
                file,
                &stand.of,
                stand.checked,
                &stand.checked_against,
                problems,
            );
            if !is_party(stand.of.get_ref()) {
                let message = format!("`{}` is neither a state nor a group", stand.of.get_ref());
                let help = "write an ISO3 code, for example BRA, or a group, for example group:african-union";
                problems.push(
                    file.problem(Code::WrongValue, stand.of.span(), message)
                        .help(help),
                );
            }
            if !seen.insert((stand.of.get_ref(), stand.kind)) {
                let message = format!(
                    "`{}` stands here twice with the same kind",
                    stand.of.get_ref()
                );
                problems.push(file.problem(Code::DuplicateId, stand.of.span(), message));
            }
        }
        let Some(head) = head else { return };
        check_name(file, &head.id, problems);
        check_verified(file, head.checked, &head.checked_against, problems);
        self.named
            .push((file, Names::Instrument, head.text.clone()));
        self.norms.forums.push(Forum { head, stands });
    }

    fn name_criteria(&mut self, file: FactFile<'a>, tree: &Tree) {
        for (id, _) in tree.criteria() {
            self.name_criterion(file, id);
        }
    }

    fn name_criterion(&mut self, file: FactFile<'a>, id: &Spanned<CriterionId>) {
        let id = Spanned::new(id.span(), id.get_ref().0.clone());
        self.named.push((file, Names::Criterion, id));
    }

    fn check_references(&self, problems: &mut Vec<Problem>) {
        let criteria: BTreeSet<&str> = self.norms.criteria.keys().map(|id| id.0.as_str()).collect();
        let addressees: BTreeSet<&str> = self.norms.addressees.keys().map(String::as_str).collect();
        let rows = self
            .norms
            .propositions
            .iter()
            .flat_map(|propositions| &propositions.rows);
        let propositions: BTreeSet<&str> = rows.map(|row| row.id.as_str()).collect();
        let aspects = self.norms.aspects.iter().map(|aspect| aspect.id.as_str());
        let aspects: BTreeSet<&str> = aspects.collect();
        let measures = self.norms.measures.iter();
        let measures: BTreeSet<&str> = measures.map(|measure| measure.id.as_str()).collect();
        let instruments = self.norms.instruments.iter();
        let instruments: BTreeSet<&str> = instruments
            .map(|instrument| instrument.head.id.as_str())
            .collect();
        for (file, what, wanted) in &self.named {
            let (noun, known) = match what {
                Names::Criterion => ("criterion", &criteria),
                Names::Addressee => ("addressee", &addressees),
                Names::Aspect => ("aspect", &aspects),
                Names::Instrument => ("instrument", &instruments),
                Names::Measure => ("measure", &measures),
                Names::Proposition => ("proposition", &propositions),
            };
            if !known.contains(wanted.get_ref().as_str()) {
                problems.push(unknown(*file, noun, wanted, known.iter().copied()));
            }
        }
    }

    /// Follows every condition down; a criterion met again on the way is a circle.
    fn check_circles(&self, facts: &FactTree, problems: &mut Vec<Problem>) {
        fn circle(norms: &Norms, id: &CriterionId, path: &mut Vec<CriterionId>) -> bool {
            if path.contains(id) {
                return true;
            }
            path.push(id.clone());
            let tree = norms
                .criteria
                .get(id)
                .and_then(|criterion| criterion.when.as_ref());
            let found = tree.is_some_and(|tree| {
                tree.criteria()
                    .into_iter()
                    .any(|(id, _)| circle(norms, id.get_ref(), path))
            });
            path.pop();
            found
        }
        for (id, criterion) in &self.norms.criteria {
            if circle(&self.norms, id, &mut Vec::new()) {
                let path = match self.norms.packs.contains_key(&criterion.home) {
                    true => format!("criteria/{}.toml", criterion.home),
                    false => format!("instruments/{}.toml", criterion.home),
                };
                let Some(file) = facts.file(&path) else {
                    continue;
                };
                let at = file.text.find(&format!("\"{id}\"")).unwrap_or(0);
                problems.push(file.problem(
                    Code::Circular,
                    at..at + id.0.len() + 2,
                    format!("the criterion `{id}` depends on itself"),
                ));
            }
        }
    }
}

/// Three capitals for a state, or a group's name.
fn is_party(text: &str) -> bool {
    let state = text.len() == 3 && text.chars().all(|letter| letter.is_ascii_uppercase());
    state
        || text
            .strip_prefix("group:")
            .is_some_and(|name| !name.is_empty())
}

fn plain<T>(records: Vec<Spanned<T>>) -> Vec<T> {
    records.into_iter().map(Spanned::into_inner).collect()
}

/// Whether each provision was read; whatever names one that the instrument does not have is reported.
fn check_provisions<'b>(
    file: FactFile<'_>,
    provisions: &[Provision],
    named: impl Iterator<Item = &'b Spanned<String>>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, bool> {
    let mut read = BTreeMap::new();
    for provision in provisions {
        let (id, checked) = (&provision.id, provision.checked);
        check_verified_at(file, id, checked, &provision.checked_against, problems);
        read.insert(id.get_ref().clone(), checked);
    }
    for wanted in named.filter(|wanted| !read.contains_key(wanted.get_ref())) {
        let known = read.keys().map(String::as_str);
        problems.push(unknown(file, "provision of this instrument", wanted, known));
    }
    read
}

fn check_name(file: FactFile<'_>, id: &str, problems: &mut Vec<Problem>) {
    if id != file.stem() {
        problems.push(file.problem(
            Code::WrongFile,
            0..0,
            format!("the id `{id}` differs from the file name"),
        ));
    }
}

fn check_verified(file: FactFile<'_>, checked: bool, against: &str, problems: &mut Vec<Problem>) {
    let at = file.text.find("\nchecked = ").map_or(0, |at| at + 1);
    check_verified_at(
        file,
        &Spanned::new(at..at + 7, String::new()),
        checked,
        against,
        problems,
    );
}

fn check_verified_at(
    file: FactFile<'_>,
    place: &Spanned<String>,
    checked: bool,
    against: &str,
    problems: &mut Vec<Problem>,
) {
    if checked == against.is_empty() {
        let message = match checked {
            true => "this is marked as checked, but not against what",
            false => "this is marked as not checked, yet names what it was checked against",
        };
        let help = "name the public page that was read in `checked_against`, or write `checked = false` and leave it empty";
        problems.push(
            file.problem(Code::Unverified, place.span(), message)
                .help(help),
        );
    }
}

fn unknown<'b>(
    file: FactFile<'_>,
    noun: &str,
    wanted: &Spanned<String>,
    known: impl IntoIterator<Item = &'b str>,
) -> Problem {
    let help = match nearest(wanted.get_ref(), known) {
        Some(other) => format!("did you mean `{other}`?"),
        None => format!("declare the {noun} first"),
    };
    file.problem(
        Code::UnknownReference,
        wanted.span(),
        format!("there is no {noun} `{}`", wanted.get_ref()),
    )
    .help(help)
}
