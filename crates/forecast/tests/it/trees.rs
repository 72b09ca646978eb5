use forecast::Matrix;
use forecast::trees::{
    Boosting, Forest, Node, Splits, Tree, contributions, grow_boosted, grow_forest,
};

/// A tree of three columns in which one column is met twice on the way.
fn tree() -> Tree {
    let split = |column, threshold, left, right, cover| Node::Split {
        column,
        threshold,
        gap_left: false,
        left,
        right,
        cover,
    };
    let leaf = |value, cover| Node::Leaf { value, cover };
    Tree {
        nodes: vec![
            split(0, 0.5, 1, 2, 100.0),
            split(1, 0.3, 3, 4, 60.0),
            split(0, 0.8, 5, 6, 40.0),
            leaf(1.0, 20.0),
            split(2, 0.0, 7, 8, 40.0),
            leaf(4.0, 30.0),
            leaf(-2.0, 10.0),
            leaf(3.0, 15.0),
            leaf(-1.0, 25.0),
        ],
    }
}

/// What the tree says on average when only the columns of a set are known (Lundberg et al. 2018, algorithm 1).
fn expected(tree: &Tree, at: usize, row: &[f64], known: u32) -> f64 {
    match &tree.nodes[at] {
        Node::Leaf { value, .. } => *value,
        Node::Split {
            column,
            threshold,
            left,
            right,
            cover,
            ..
        } => {
            if known & (1 << column) != 0 {
                let next = if row[*column] <= *threshold {
                    *left
                } else {
                    *right
                };
                expected(tree, next, row, known)
            } else {
                [*left, *right]
                    .iter()
                    .map(|child| {
                        tree.nodes[*child].cover() / cover * expected(tree, *child, row, known)
                    })
                    .sum()
            }
        }
    }
}

#[test]
fn contributions_are_the_shapley_values_of_the_definition() {
    let tree = tree();
    // Weights of subsets of the other two columns: |S|! (2 - |S|)! / 3!.
    let weight = [1.0 / 3.0, 1.0 / 6.0, 1.0 / 3.0];
    for row in [
        [0.2, 0.1, 1.0],
        [0.2, 0.9, -1.0],
        [0.6, 0.5, 0.5],
        [0.9, 0.0, 0.0],
    ] {
        let mut parts = [0.0; 3];
        let base = contributions(&tree, &|column| row[column], &mut parts);
        for column in 0..3_u32 {
            let value: f64 = (0..8_u32)
                .filter(|set| set & (1 << column) == 0)
                .map(|set| {
                    let gain = expected(&tree, 0, &row, set | (1 << column))
                        - expected(&tree, 0, &row, set);
                    weight[set.count_ones() as usize] * gain
                })
                .sum();
            assert!(
                (parts[column as usize] - value).abs() < 1e-12,
                "column {column} of {row:?}"
            );
        }
        let says = tree.predict(|column| row[column]);
        assert!((base + parts.iter().sum::<f64>() - says).abs() < 1e-12);
    }
}

/// Rows in which the event is `a > 0.5 and b > 0.5`, with gaps in `b`.
fn corner() -> (Matrix, Vec<bool>) {
    let a: Vec<f64> = (0..400).map(|row| (row % 20) as f64 / 20.0).collect();
    let b: Vec<f64> = (0..400).map(|row| (row / 20) as f64 / 20.0).collect();
    let outcome = a
        .iter()
        .zip(&b)
        .map(|(a, b)| *a > 0.5 && *b > 0.5)
        .collect();
    let b = b
        .iter()
        .enumerate()
        .map(|(row, b)| if row % 50 == 7 { f64::NAN } else { *b });
    let b = b.collect();
    (
        Matrix::new(vec![("a".into(), a), ("b".into(), b)]).unwrap(),
        outcome,
    )
}

#[test]
fn boosted_trees_learn_a_corner_that_no_line_can() {
    let (x, outcome) = corner();
    let settings = Boosting {
        rate: 0.1,
        ..Boosting::default()
    };
    let (start, trees) = grow_boosted(&x, &outcome, &[1.0; 400], settings, 1);
    let wrong = (0..400)
        .filter(|row| {
            let logit = start
                + trees
                    .iter()
                    .map(|t| t.predict(|c| x.column(c)[*row]))
                    .sum::<f64>();
            !x.column(1)[*row].is_nan() && (logit > 0.0) != outcome[*row]
        })
        .count();
    assert_eq!(wrong, 0);
}

#[test]
fn forests_are_the_same_on_any_number_of_threads() {
    let (x, outcome) = corner();
    for splits in [Splits::Random, Splits::Best] {
        let settings = Forest {
            trees: 20,
            splits,
            min_rows: 3,
            columns: 0,
        };
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| grow_forest(&x, &outcome, &[1.0; 400], settings, 5))
        };
        assert_eq!(with(1), with(3));
        let high = with(2)
            .iter()
            .map(|t| t.predict(|c| [0.95, 0.95][c]))
            .sum::<f64>()
            / 20.0;
        let low = with(2)
            .iter()
            .map(|t| t.predict(|c| [0.05, 0.05][c]))
            .sum::<f64>()
            / 20.0;
        assert!(high > 0.5 && low < 0.1, "{splits:?}: {high} {low}");
    }
}
