use forecast::{History, models::COUNT_MODELS, protocols::views_2023 as p, scores::DrawScores};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut r = csv::Reader::from_path(&args[1]).unwrap();
    let first: i32 = r.headers().unwrap()[1].parse::<f64>().unwrap() as i32;
    let mut h = History {
        units: vec![],
        first: terms::Month::from_month_id(first),
        counts: vec![],
        neighbours: vec![],
    };
    for rec in r.records() {
        let rec = rec.unwrap();
        h.units.push(rec[0].parse().unwrap());
        h.counts
            .push(rec.iter().skip(1).map(|x| x.parse().ok()).collect());
        h.neighbours.push(vec![]);
    }
    let scored = h.units.clone();
    let years: Vec<i32> = args[2].split(',').map(|x| x.parse().unwrap()).collect();
    let mut base: Vec<p::Window> = vec![];
    for m in COUNT_MODELS {
        if m.id() != "conflictology" && args.len() > 3 && !args[3].split(',').any(|x| x == m.id()) {
            continue;
        }
        let t = std::time::Instant::now();
        let w: Vec<p::Window> = years
            .iter()
            .map(|y| p::backtest(&h, &scored, *y, *m, 1).unwrap())
            .collect();
        let mean = DrawScores::mean(&w.iter().map(|w| w.mean).collect::<Vec<_>>()).unwrap();
        print!(
            "{:26} {:8.3} {:.4} {:8.2}  {:.1}s ",
            m.id(),
            mean.crps,
            mean.ign,
            mean.mis,
            t.elapsed().as_secs_f64()
        );
        for x in &w {
            print!(" | {:.3} {:.4} {:.1}", x.mean.crps, x.mean.ign, x.mean.mis);
        }
        println!();
        if m.id() == "conflictology" {
            base = w;
        } else if !base.is_empty() {
            let b = DrawScores::mean(&base.iter().map(|w| w.mean).collect::<Vec<_>>()).unwrap();
            println!(
                "     ratio {:.3} {:.3} {:.3}",
                mean.crps / b.crps,
                mean.ign / b.ign,
                mean.mis / b.mis
            );
        }
    }
}
