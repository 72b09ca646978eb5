use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The 49 columns of UCDP GED, in the publisher's order (codebook of version 25.1).
const HEADER: &str = "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob\n";

/// Made-up words, so that no text of a publisher is repeated.
const WORDS: [&str; 24] = [
    "convoy",
    "village",
    "market",
    "clashes",
    "reported",
    "district",
    "officials",
    "killed",
    "wounded",
    "near",
    "the",
    "border",
    "armed",
    "men",
    "attacked",
    "said",
    "on",
    "Tuesday",
    "local",
    "sources",
    "town",
    "road",
    "soldiers",
    "civilians",
];

/// Gleditsch-Ward numbers, names and regions that events are spread over.
const STATES: [(u32, &str, &str); 8] = [
    (625, "Sudan", "Africa"),
    (490, "DR Congo (Zaire)", "Africa"),
    (475, "Nigeria", "Africa"),
    (652, "Syria", "Middle East"),
    (645, "Iraq", "Middle East"),
    (700, "Afghanistan", "Asia"),
    (369, "Ukraine", "Europe"),
    (100, "Colombia", "Americas"),
];

/// Writes a table that looks like UCDP GED: seeded, with quoted commas, doubled quotes and quoted
/// line ends; returns its rows, bytes and the sum of `best`.
pub(crate) fn write(out: &Path, rows: u64, seed: u64) -> anyhow::Result<(u64, u64, u64)> {
    let file = File::create(out).with_context(|| format!("{} cannot be written", out.display()))?;
    let mut file = BufWriter::with_capacity(1 << 20, file);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut line = String::with_capacity(2_048);
    file.write_all(HEADER.as_bytes())?;
    let (mut bytes, mut sum) = (HEADER.len() as u64, 0);
    for id in 1..=rows {
        line.clear();
        sum += event(&mut line, id, &mut random)?;
        bytes += line.len() as u64;
        file.write_all(line.as_bytes())?;
    }
    file.flush()?;
    Ok((rows, bytes, sum))
}

/// One line of the table; gives its `best`.
fn event(line: &mut String, id: u64, random: &mut ChaCha8Rng) -> anyhow::Result<u64> {
    let mut below = |n: u64| random.next_u64() % n;
    let (state, country, region) = STATES[below(8) as usize];
    let (year, month, day) = (1989 + below(36), 1 + below(12), 1 + below(28));
    let (kind, conflict) = (1 + below(3), 200 + below(400));
    let (a, b) = (100 + below(900), 1_000 + below(5_000));
    let (dead_a, dead_b, civilians, unknown) = (below(4), below(6), below(9), below(3));
    let best = dead_a + dead_b + civilians + unknown;
    let high = best + below(10);
    let low = best - below(best + 1);
    let latitude = below(1_200_000) as f64 / 10_000.0 - 60.0;
    let longitude = below(3_500_000) as f64 / 10_000.0 - 175.0;
    let cell = ((latitude + 90.0) * 2.0) as u64 * 720 + ((longitude + 180.0) * 2.0) as u64 + 1;
    let active = if below(5) == 0 { "False" } else { "True" };
    write!(
        line,
        "{id},{iso}-{year}-{kind}-{conflict}-{b},{year},{active},Clear,{kind},{conflict},{conflict},\"{country}: Government, {conflict}\",{b},{b},Government of {country} - Group {b},{a},{a},Government of {country},{b},{b},Group {b},{sources},",
        iso = &country[..3].to_ascii_uppercase(),
        sources = 1 + below(5),
    )?;
    // Articles are quoted, quote others inside, and one in three runs over a line end.
    line.push_str("\"\"\"Agency ");
    write!(line, "{},{year}-{month:02}-{day:02},", below(40))?;
    words(line, 22, &mut below);
    line.push_str("\"\"");
    if below(3) == 0 {
        line.push_str(";\n\"\"Radio,");
        words(line, 18, &mut below);
        line.push_str("\"\"");
    }
    write!(
        line,
        "\",Agency {},{year}-{month:02}-{day:02},\"",
        below(40)
    )?;
    words(line, 12, &mut below);
    line.push_str("\",");
    words(line, 3, &mut below);
    write!(line, ",{},{country} town {},\"", 1 + below(7), below(900))?;
    words(line, 9, &mut below);
    write!(
        line,
        ", {country}\",Province {p},District {d},{latitude:.4},{longitude:.4},POINT ({longitude:.4} {latitude:.4}),{cell},{country},{state},{region},{clarity},{precision},{year}-{month:02}-{day:02} 00:00:00.000,{year}-{month:02}-{end:02} 00:00:00.000,{dead_a},{dead_b},{civilians},{unknown},{best},{high},{low},{state},",
        p = below(40),
        d = below(400),
        clarity = 1 + below(2),
        precision = 1 + below(5),
        end = day.max(1 + below(28)),
    )?;
    line.push('\n');
    Ok(best)
}

fn words(line: &mut String, n: u64, below: &mut impl FnMut(u64) -> u64) {
    for at in 0..n {
        if at > 0 {
            line.push(' ');
        }
        line.push_str(WORDS[below(WORDS.len() as u64) as usize]);
    }
}
