/// Skill of a score for which 0 is best, against a reference on the same rows: 1 is perfect, 0 no better
/// than the reference, below 0 worse. None if the reference is perfect.
///
/// Formula: `1 - score / reference`. Source: A. H. Murphy, Monthly Weather Review 116(12), 1988.
pub fn skill(score: f64, reference: f64) -> Option<f64> {
    (reference > 0.0).then(|| 1.0 - score / reference)
}
