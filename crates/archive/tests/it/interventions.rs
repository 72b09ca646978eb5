//! How interventions ended: what is counted, and what is left out.

use archive::read_outcomes;

use crate::release;

/// Four made-up interventions: one that ended violence within a year with the Council's authority, one
/// that did not, one without authority or permission after which violence came again, one not coded.
pub(crate) const LIST: &str = "\
HMIID,COWCC,HMISTART,VIOEND,UNSC,GOVTPERM,NEWVIOL
First,343,2001-01-01,2001-06-30,2,2,0
Second,520,2002-01-01,2004-01-01,2,1,0
Third,625,2003-01-01,2003-03-01,0,0,1
Fourth,517,2004-01-01,,-99,2,-88
";

#[test]
fn interventions_are_counted_by_authority_and_permission() {
    let folder = tempfile::tempdir().unwrap();
    let files = release(folder.path());
    let mut problems = Vec::new();
    let outcomes = read_outcomes(&files, &mut problems).unwrap();
    assert_eq!(problems, []);
    let counts: Vec<(&str, u32, u32, u32, u32)> = outcomes
        .rows
        .iter()
        .map(|row| {
            (
                row.group.as_str(),
                row.interventions,
                row.ended_within_a_year,
                row.again,
                row.again_known,
            )
        })
        .collect();
    assert_eq!(
        counts,
        [
            ("all", 3, 2, 1, 3),
            ("authorised by the Security Council", 2, 1, 0, 2),
            ("not authorised by the Security Council", 1, 1, 1, 1),
            ("permitted by the government", 2, 1, 0, 2),
            ("not permitted by the government", 1, 1, 1, 1),
        ]
    );
    assert_eq!(
        outcomes.head.left_out.values().sum::<usize>(),
        1,
        "the one that is not coded is told of"
    );
}
