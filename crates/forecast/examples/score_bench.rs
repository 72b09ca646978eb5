//! Scores one grid window of the challenge (13,110 cells, 12 months, 1,000 draws each) without
//! holding the draws, and prints seconds, peak memory and ratios to peers as JSON.

use std::time::Instant;

use forecast::scores::{DrawScores, score_stream};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const FORECASTS: usize = 13_110 * 12;
const DRAWS: usize = 1_000;
/// CPU seconds of properscoring 0.1 for the continuous ranked probability score of as many draws (two Zen 4 cores).
const PROPERSCORING: f64 = 5.0;
/// CPU seconds of the challenge's own interval score.
const OFFICIAL_INTERVAL: f64 = 1.4;

fn main() {
    let began = Instant::now();
    let observed: Vec<f64> = (0..FORECASTS)
        .map(|at| {
            if at % 120 == 0 {
                (at % 311) as f64
            } else {
                0.0
            }
        })
        .collect();
    let scores = score_stream(&observed, DRAWS, |at, draws| {
        let mut random = ChaCha8Rng::seed_from_u64(2023);
        random.set_stream(at as u64);
        // One cell in eight has a war of its own size; the others a rare death.
        let reach = if at % 8 == 0 { 1 + at as u32 % 900 } else { 1 };
        for draw in draws.iter_mut() {
            let bits = random.next_u32();
            let active = bits & 0xff < 40;
            *draw = if active {
                f64::from((bits >> 8) % (reach + 1))
            } else {
                0.0
            };
        }
    })
    .expect("draws are finite");
    let mean = DrawScores::mean(&scores).expect("there are forecasts");
    let seconds = began.elapsed().as_secs_f64();
    let (cpu, memory) = (cpu_seconds(), peak_mebibytes());
    println!(
        "{{\"forecasts\": {FORECASTS}, \"draws\": {DRAWS}, \"wall_seconds\": {seconds:.3}, \"cpu_seconds\": {}, \"peak_mebibytes\": {}, \"cpu_ratio_properscoring_crps_alone\": {}, \"cpu_ratio_official_mis_and_properscoring_crps\": {}, \"crps\": {}, \"ign\": {}, \"mis\": {}}}",
        told(cpu),
        told(memory),
        told(cpu.map(|cpu| PROPERSCORING / cpu)),
        told(cpu.map(|cpu| (PROPERSCORING + OFFICIAL_INTERVAL) / cpu)),
        mean.crps,
        mean.ign,
        mean.mis
    );
}

fn told(value: Option<f64>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| format!("{value:.2}"))
}

/// User and system time of this process, where the system tells it (Linux counts hundredths).
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

/// The most memory that this process held, where the system tells it.
fn peak_mebibytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024.0)
}
