use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How reliable a source has been, the first half of an Admiralty grade. F is missing, not middling.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Reliability cannot be judged.
    F,
}

/// How credible an item is, the second half of an Admiralty grade: 1 confirmed by other sources,
/// 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged. 6 is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Credibility(u8);

impl Credibility {
    /// A number from 1 to 6.
    pub fn new(number: u8) -> Option<Credibility> {
        (1..=6).contains(&number).then_some(Credibility(number))
    }
}

impl TryFrom<u8> for Credibility {
    type Error = String;

    fn try_from(number: u8) -> Result<Credibility, String> {
        Credibility::new(number).ok_or_else(|| format!("credibility is 1 to 6, not {number}"))
    }
}

impl From<Credibility> for u8 {
    fn from(credibility: Credibility) -> u8 {
        credibility.0
    }
}

/// An Admiralty grade (NATO AJP-2.1): reliability of the source and credibility of the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// A to F.
    pub reliability: Reliability,
    /// 1 to 6.
    pub credibility: Credibility,
}

impl Grade {
    /// Whether either half could not be judged.
    pub fn is_missing(self) -> bool {
        self.reliability == Reliability::F || self.credibility.0 == 6
    }

    /// Whether both halves are at least as good; a missing half is as good as nothing.
    pub fn is_at_least(self, reliability: Reliability, credibility: Credibility) -> bool {
        !self.is_missing() && self.reliability <= reliability && self.credibility <= credibility
    }
}

/// A grade that is not written as a letter and a digit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no grade; write a letter A to F and a digit 1 to 6, for example B2")]
pub struct NotAGrade(pub String);

impl FromStr for Grade {
    type Err = NotAGrade;

    fn from_str(text: &str) -> Result<Grade, NotAGrade> {
        let wrong = || NotAGrade(text.to_owned());
        let mut letters = text.chars();
        let (letter, digit) = (letters.next(), letters.next());
        let reliability = match letter {
            Some('A') => Reliability::A,
            Some('B') => Reliability::B,
            Some('C') => Reliability::C,
            Some('D') => Reliability::D,
            Some('E') => Reliability::E,
            Some('F') => Reliability::F,
            _ => return Err(wrong()),
        };
        let number = digit
            .and_then(|digit| digit.to_digit(10))
            .ok_or_else(wrong)?;
        let credibility = Credibility::new(number as u8).ok_or_else(wrong)?;
        match letters.next() {
            None => Ok(Grade {
                reliability,
                credibility,
            }),
            Some(_) => Err(wrong()),
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:?}{}", self.reliability, self.credibility.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(reliability: Reliability, credibility: u8) -> Grade {
        Grade {
            reliability,
            credibility: Credibility::new(credibility).unwrap(),
        }
    }

    #[test]
    fn a_grade_that_cannot_be_judged_is_as_good_as_nothing() {
        let (lowest, last) = (Reliability::F, Credibility::new(6).unwrap());
        assert!(!grade(Reliability::F, 1).is_at_least(lowest, last));
        assert!(!grade(Reliability::A, 6).is_at_least(lowest, last));
        assert!(grade(Reliability::E, 5).is_at_least(lowest, last));
    }

    #[test]
    fn a_grade_is_a_letter_and_a_digit() {
        assert_eq!("B2".parse(), Ok(grade(Reliability::B, 2)));
        for wrong in ["", "B", "2B", "B7", "B0", "G1", "B2 ", "b2"] {
            assert_eq!(wrong.parse::<Grade>(), Err(NotAGrade(wrong.to_owned())));
        }
    }

    #[test]
    fn both_halves_must_be_good_enough() {
        let two = Credibility::new(2).unwrap();
        assert!(grade(Reliability::A, 1).is_at_least(Reliability::B, two));
        assert!(!grade(Reliability::A, 3).is_at_least(Reliability::B, two));
        assert!(!grade(Reliability::C, 1).is_at_least(Reliability::B, two));
    }
}
