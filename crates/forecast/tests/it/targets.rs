use forecast::read_targets;
use terms::FactTree;

#[test]
fn a_target_whose_horizon_runs_backwards_is_refused() {
    let text = "id = \"x\"\ntitle = \"X\"\ndefinition = \"X\"\nunit = \"state-year\"\nforecast = \"probability\"\nfirst_step = 3\nlast_step = 1\nwindow = true\nvintage = \"1\"\nchecked = false\n[citation]\npublisher = \"A\"\ntitle = \"B\"\ndate = \"2025\"\n";
    let facts = FactTree::new([("targets/x.toml".to_owned(), text.to_owned())]);
    let mut problems = Vec::new();
    read_targets(&facts, &mut problems);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("from step 3 to step 1"));
}
