use norms::{Evidence, assess};
use terms::AsOf;

use crate::record::repository;

#[test]
fn look() {
    let (norms, casebook) = repository();
    for case in casebook.cases.values() {
        let as_of = AsOf(case.head.as_of);
        let policy = &norms.policies["commission-of-inquiry"];
        let evidence = Evidence::new(&norms, policy, &case.hypotheses, case.ledger.entries(), as_of, as_of.0);
        println!("\n######## {} {} entries {}", case.head.id, as_of, evidence.entries().len());
        for a in assess(&evidence) {
            println!("\n== {} {:?} {}", a.instrument, a.reading, a.adopted);
            for f in &a.findings {
                println!("  {:<38} {:<13} for {:<10} against {:<10} [{}] {}", f.criterion, f.value,
                    f.reached_for.map_or("-".into(), |s| format!("{s:?}")).chars().filter(|c| c.is_uppercase()).collect::<String>(), f.reached_against.map_or("-".into(), |s| format!("{s:?}")).chars().filter(|c| c.is_uppercase()).collect::<String>(), f.set_aside.len(), f.reason);
            }
            for r in &a.rules { println!("  RULE {} {} {} {:?} {:?}", r.id, r.modality, r.value, r.blockers, r.exceptions); }
            for o in &a.options { println!("  OPT {:<40} {:<16} {}", o.measure, o.status, o.routes.iter().map(|r| format!("{}: {}", r.by, r.blockers.iter().map(|b| b.to_string()).collect::<Vec<_>>().join(", "))).collect::<Vec<_>>().join(" | ")); }
        }
        for h in &case.hypotheses { let f = evidence.finding(&norms::CriterionId(h.id.clone()), policy.for_finding()); println!("  HYP {} {} {}", h.id, f.value, f.reason); }
        for c in norms::conflicts(&evidence) { println!("CONFLICT {c:?}"); }
    }
}
