use report::{render_html, render_text, watch, watch_csv, watch_hubverse};

use crate::made_up;

#[test]
fn a_watch_as_text_tells_risk_interval_reason_and_skill() {
    insta::assert_snapshot!(render_text(&watch(&made_up::watch()), 100, false));
}

#[test]
fn the_skill_stands_beside_the_list_before_the_first_state_is_named() {
    let text = render_text(&watch(&made_up::watch()), 100, false);
    let skill = text.find("AUC 0.840").unwrap();
    assert!(skill < text.find("Arcadia").unwrap());
    assert!(
        text.contains("happened 8 times (2.0 %)"),
        "the base rate is told"
    );
}

#[test]
fn the_map_needs_no_script_and_no_address_and_says_in_words_what_it_shows() {
    let page = render_html(&watch(&made_up::watch()));
    for banned in ["<script", "<link", "src=", "@import", "<image"] {
        assert!(!page.contains(banned), "{banned}");
    }
    let map = &page[page.find("<svg").unwrap()..page.find("</svg>").unwrap()];
    insta::assert_snapshot!(map.replace("><", ">\n<"));
    assert!(page.contains("<title>Arcadia: 6.4 % (3.2 % to 9.6 %), rank 1</title>"));
    assert!(page.contains("role=\"img\" aria-label=\"Risk of mass-killing onset"));
}

#[test]
fn without_outlines_there_is_no_map_and_all_else_stands() {
    let mut without = made_up::watch();
    without.atlas = None;
    let page = render_html(&watch(&without));
    assert!(!page.contains("<svg") && page.contains("Arcadia"));
}

#[test]
fn a_watch_is_data_as_csv_json_and_in_the_form_of_forecast_hubs() {
    let watch = made_up::watch();
    let csv = watch_csv(&watch);
    insta::assert_snapshot!(csv);
    let hub = watch_hubverse(&watch);
    insta::assert_snapshot!(hub);
    // Of each state, the two probabilities add up to one.
    let values: Vec<f64> = hub
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').next().unwrap().parse().unwrap())
        .collect();
    assert!(
        values
            .chunks(2)
            .all(|pair| (pair[0] + pair[1] - 1.0).abs() < 1e-9)
    );
    let json = serde_json::to_value(&watch).unwrap();
    assert_eq!(json["risks"][0]["risk"], 0.064);
    assert_eq!(json["left_out"][0]["gap"]["gap"], "no-evidence");
    assert!(json.get("atlas").is_none(), "outlines are no result");
}
