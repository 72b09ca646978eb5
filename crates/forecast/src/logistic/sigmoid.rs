/// The probability of a logit, `1 / (1 + exp(-x))`, for loops that are dispatched.
///
/// The exponential is a polynomial of degree 12 after reduction by powers of two, right to about one unit
/// in the last place for logits within 700 of 0; it is here because it fits into wide registers.
#[inline(always)]
pub(super) fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + exp(-logit))
}

/// Adding this moves the whole part of a number into the low bits of its mantissa.
const SHIFT: f64 = 6_755_399_441_055_744.0;
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

#[inline(always)]
fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * std::f64::consts::LOG2_E + SHIFT;
    let whole = shifted - SHIFT;
    let rest = (x - whole * LN_2_HIGH) - whole * LN_2_LOW;
    let mut sum = 1.0 / 479_001_600.0;
    for factorial in [
        39_916_800.0,
        3_628_800.0,
        362_880.0,
        40_320.0,
        5_040.0,
        720.0,
        120.0,
        24.0,
        6.0,
        2.0,
        1.0,
        1.0,
    ] {
        sum = sum * rest + 1.0 / factorial;
    }
    sum * f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential_of_the_standard_library_to_the_last_digits() {
        for step in -7000..7000 {
            let x = f64::from(step) / 10.0;
            let apart = (exp(x) / x.exp() - 1.0).abs();
            assert!(apart < 1e-15 * 2.0, "{x}: {apart:e}");
        }
    }
}
