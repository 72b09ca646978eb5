use report::{render_html, render_text, scoreboard, scoreboard_csv};

use crate::made_up;

#[test]
fn a_scoreboard_as_text_shows_every_score_with_its_interval() {
    insta::assert_snapshot!(render_text(&scoreboard(&made_up::scoreboard()), 100, false));
}

#[test]
fn a_scoreboard_as_a_page_draws_intervals_and_reliability() {
    let page = render_html(&scoreboard(&made_up::scoreboard()));
    assert!(!page.contains("<script"));
    // AUC, recall, the difference in AUC and reliability; a score that no model has is not drawn.
    assert_eq!(page.matches("<svg").count(), 4);
    let last = &page[page.rfind("<svg").unwrap()..page.rfind("</svg>").unwrap()];
    insta::assert_snapshot!(last.replace("><", ">\n<"));
}

#[test]
fn a_scoreboard_as_csv_has_a_row_for_each_score_and_an_empty_field_for_none() {
    insta::assert_snapshot!(scoreboard_csv(&made_up::scoreboard()));
}
