//! Fold numbers as R draws them, so that a published analysis can be repeated to the last row.

const N: usize = 624;
const M: usize = 397;

/// `sample(rep(seq(folds), length = rows))` of R 3.6 and later after `set.seed(seed)`, counted from 0.
///
/// Sources: M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998; R's documentation
/// of `RNGkind` (Mersenne-Twister, Rejection).
pub fn r_folds(rows: usize, folds: usize, seed: u32) -> Vec<usize> {
    let mut twister = Twister::new(seed);
    let mut left: Vec<usize> = (0..rows).collect();
    (0..rows)
        .map(|_| {
            let at = twister.below(left.len());
            left.swap_remove(at) % folds
        })
        .collect()
}

struct Twister {
    state: [u32; N],
    at: usize,
}

impl Twister {
    fn new(seed: u32) -> Twister {
        let next = |seed: u32| seed.wrapping_mul(69069).wrapping_add(1);
        // R scrambles the seed fifty times, and its first number is the place in the state, which it sets itself.
        let mut seed = (0..51).fold(seed, |seed, _| next(seed));
        let state = std::array::from_fn(|_| {
            seed = next(seed);
            seed
        });
        Twister { state, at: N }
    }

    fn word(&mut self) -> u32 {
        if self.at == N {
            for k in 0..N {
                let y = (self.state[k] & 0x8000_0000) | (self.state[(k + 1) % N] & 0x7fff_ffff);
                let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[k] = self.state[(k + M) % N] ^ (y >> 1) ^ odd;
            }
            self.at = 0;
        }
        let mut y = self.state[self.at];
        self.at += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    /// A whole number below `count`: sixteen bits at a time, until one is small enough.
    fn below(&mut self, count: usize) -> usize {
        let bits = usize::BITS - (count - 1).leading_zeros();
        loop {
            let mut value: u64 = 0;
            let mut drawn = 0;
            while drawn <= bits {
                let unit = f64::from(self.word()) * 2.328_306_436_538_696_3e-10;
                let part = (unit.clamp(2.328_306_437_080_797e-10, 1.0 - 2.328_306_437_080_797e-10)
                    * 65536.0)
                    .floor();
                value = value.wrapping_mul(65536).wrapping_add(part as u64);
                drawn += 16;
            }
            let value = (value & ((1_u64 << bits) - 1)) as usize;
            if value < count {
                return value;
            }
        }
    }
}
