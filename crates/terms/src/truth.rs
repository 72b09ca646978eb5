use std::fmt;
use std::ops::Not;

use serde::Serialize;

/// Four-valued truth after Belnap: what the evidence says for a statement and against it.
///
/// Source: N. D. Belnap, "A useful four-valued logic", 1977. Unknown is never false;
/// contested means that both sides reached what was asked of them.
///
/// ```
/// use terms::Truth::{self, *};
/// assert_eq!(Truth::all([True, Unknown]), Unknown);
/// assert_eq!(Truth::any([True, Unknown]), True);
/// assert_eq!(Truth::from_sides(true, true), Contested);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// Supported and not opposed.
    True,
    /// Opposed and not supported.
    False,
    /// Neither supported nor opposed.
    Unknown,
    /// Both supported and opposed.
    Contested,
}

impl Truth {
    /// All four values, in the order in which tables print them.
    pub const ALL: [Truth; 4] = [Truth::True, Truth::False, Truth::Unknown, Truth::Contested];

    /// The value that says whether there is enough `support` and enough `opposition`.
    pub fn from_sides(support: bool, opposition: bool) -> Truth {
        match (support, opposition) {
            (true, false) => Truth::True,
            (false, true) => Truth::False,
            (false, false) => Truth::Unknown,
            (true, true) => Truth::Contested,
        }
    }

    /// Whether there is enough support.
    pub fn is_supported(self) -> bool {
        matches!(self, Truth::True | Truth::Contested)
    }

    /// Whether there is enough opposition.
    pub fn is_opposed(self) -> bool {
        matches!(self, Truth::False | Truth::Contested)
    }

    /// At least `k` of the values hold.
    ///
    /// Supported when `k` are supported; opposed when so many are opposed that fewer than `k`
    /// could still hold. `all` and `any` are the cases `k = n` and `k = 1`.
    pub fn at_least(k: usize, values: impl IntoIterator<Item = Truth>) -> Truth {
        let (mut n, mut supported, mut opposed) = (0, 0, 0);
        for value in values {
            n += 1;
            supported += usize::from(value.is_supported());
            opposed += usize::from(value.is_opposed());
        }
        Truth::from_sides(supported >= k, opposed + k > n)
    }

    /// Conjunction; true of nothing at all.
    pub fn all(values: impl IntoIterator<Item = Truth>) -> Truth {
        let values: Vec<Truth> = values.into_iter().collect();
        Truth::at_least(values.len(), values)
    }

    /// Disjunction; false of nothing at all.
    pub fn any(values: impl IntoIterator<Item = Truth>) -> Truth {
        Truth::at_least(1, values)
    }

    /// What is known from two reports together: support and opposition add up.
    pub fn join(self, other: Truth) -> Truth {
        Truth::from_sides(
            self.is_supported() || other.is_supported(),
            self.is_opposed() || other.is_opposed(),
        )
    }
}

impl Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        Truth::from_sides(self.is_opposed(), self.is_supported())
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Truth::True => "true",
            Truth::False => "false",
            Truth::Unknown => "unknown",
            Truth::Contested => "contested",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Truth::{self, Contested, False, True, Unknown};

    fn table(operation: impl Fn(Truth, Truth) -> Truth) -> [[Truth; 4]; 4] {
        Truth::ALL.map(|a| Truth::ALL.map(|b| operation(a, b)))
    }

    // Origin: Belnap 1977, the logical lattice L4 (rows and columns T, F, N, B).
    #[test]
    fn conjunction_has_belnaps_table() {
        assert_eq!(
            table(|a, b| Truth::all([a, b])),
            [
                [True, False, Unknown, Contested],
                [False, False, False, False],
                [Unknown, False, Unknown, False],
                [Contested, False, False, Contested],
            ]
        );
    }

    #[test]
    fn disjunction_has_belnaps_table() {
        assert_eq!(
            table(|a, b| Truth::any([a, b])),
            [
                [True, True, True, True],
                [True, False, Unknown, Contested],
                [True, Unknown, Unknown, True],
                [True, Contested, True, Contested],
            ]
        );
    }

    #[test]
    fn negation_swaps_true_and_false_and_keeps_the_rest() {
        assert_eq!(Truth::ALL.map(|a| !a), [False, True, Unknown, Contested]);
    }

    // Origin: Belnap 1977, the approximation lattice A4.
    #[test]
    fn reports_join_in_the_order_of_information() {
        assert_eq!(
            table(Truth::join),
            [
                [True, Contested, True, Contested],
                [Contested, False, False, Contested],
                [True, False, Unknown, Contested],
                [Contested, Contested, Contested, Contested],
            ]
        );
    }

    #[test]
    fn three_of_five_is_decided_as_soon_as_three_speak_one_way() {
        assert_eq!(
            Truth::at_least(3, [True, True, True, Unknown, Unknown]),
            True
        );
        assert_eq!(
            Truth::at_least(3, [False, False, False, Unknown, Unknown]),
            False
        );
        assert_eq!(
            Truth::at_least(3, [True, True, False, False, Unknown]),
            Unknown
        );
        assert_eq!(
            Truth::at_least(3, [True, True, Contested, False, False]),
            Contested
        );
    }

    #[test]
    fn nothing_at_all_satisfies_all_and_fails_any() {
        assert_eq!(Truth::all([]), True);
        assert_eq!(Truth::any([]), False);
    }

    fn truth() -> impl Strategy<Value = Truth> {
        prop::sample::select(Truth::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn de_morgan_holds_for_every_threshold(values in prop::collection::vec(truth(), 0..7), k in 0usize..8) {
            // "not at least k hold" is "at least n - k + 1 fail"
            let n = values.len();
            prop_assume!(k <= n);
            let negated = values.iter().map(|v| !*v);
            prop_assert_eq!(!Truth::at_least(k, values.clone()), Truth::at_least(n - k + 1, negated));
        }

        #[test]
        fn more_evidence_never_takes_a_side_back(a in truth(), b in truth(), more in truth(), k in 0usize..3) {
            let before = Truth::at_least(k, [a, b]);
            let after = Truth::at_least(k, [a.join(more), b]);
            prop_assert_eq!(before.join(after), after);
        }
    }
}
