//! Measures each feature and prints JSON: CPU seconds on a made-up disc of 13,110 cells by 420
//! months, and with `full` the peak memory of a queryset on 64,818 cells by 432 months.
//!
//! `cargo run --release -p panel --example features [-- full]`

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use panel::features::{
    Fall, at_least, decay, delta, interaction, lag, log1p, moving_max, moving_mean, moving_sum,
    space_time_distance, spatial_lag, time_since, tree_lag,
};
use panel::{Cube, Neighbours, PanelError, Ring, made_up_disc};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

/// The share of cell-months that are not zero in the measurement of the anchors.
const EVENTS: f64 = 0.0083;
const SEED: u64 = 20_261_124;

type Make = Box<dyn Fn(&Cube, &Neighbours) -> Result<Cube, PanelError>>;

fn main() -> Result<(), Box<dyn Error>> {
    let report = if std::env::args().nth(1).as_deref() == Some("full") {
        full()?
    } else {
        anchors()?
    };
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

/// Each feature against the CPU seconds of views_transformation_library 2.7.2 for the same shape.
fn anchors() -> Result<Value, Box<dyn Error>> {
    let cube = made_up_disc(13_110, 420, EVENTS, SEED)?;
    let begun = cpu_seconds();
    let queen = Neighbours::ring(cube.units(), Ring::QUEEN)?;
    let neighbours = cpu_seconds() - begun;
    let mut features = Vec::new();
    // In place, so each round gets a copy of its own that is made before the clock starts.
    let copies: Vec<Cube> = vec![cube.clone(); 10];
    let mut logs = Vec::with_capacity(copies.len());
    let begun = (cpu_seconds(), Instant::now());
    for copy in copies {
        logs.push(log1p(copy)?);
    }
    features.push(line("log1p", Some(0.010), 10, begun));
    drop(logs);
    let cases: Vec<(&str, Option<f64>, u32, Make)> = vec![
        ("lag(1)", Some(0.36), 10, Box::new(|cube, _| lag(cube, 1))),
        (
            "decay(24) of at_least(1)",
            Some(1.38),
            10,
            Box::new(|cube, _| decay(cube, 24.0, 1.0)),
        ),
        (
            "time_since(1)",
            None,
            10,
            Box::new(|cube, _| time_since(cube, 1.0)),
        ),
        (
            "moving_mean(12)",
            Some(2.94),
            10,
            Box::new(|cube, _| moving_mean(cube, 12)),
        ),
        (
            "moving_sum(12)",
            Some(2.93),
            10,
            Box::new(|cube, _| moving_sum(cube, 12)),
        ),
        (
            "moving_max(12)",
            Some(4.63),
            10,
            Box::new(|cube, _| moving_max(cube, 12)),
        ),
        (
            "spatial_lag(1,1,0,0)",
            Some(11.9),
            10,
            Box::new(spatial_lag),
        ),
        (
            "tree_lag(0.7, 1)",
            Some(11.3),
            2,
            Box::new(|cube, _| tree_lag(cube, 0.7, Fall::Inverse)),
        ),
        (
            "space_time_distance(1)",
            Some(137.0),
            2,
            Box::new(|cube, _| space_time_distance(cube, 1.0)),
        ),
        (
            "at_least(1)",
            None,
            10,
            Box::new(|cube, _| at_least(cube, 1.0)),
        ),
        ("delta(1)", None, 10, Box::new(|cube, _| delta(cube, 1))),
        (
            "interaction",
            None,
            10,
            Box::new(|cube, _| interaction(cube, cube)),
        ),
    ];
    for (name, anchor, rounds, make) in cases {
        black_box(make(&cube, &queen)?);
        let begun = (cpu_seconds(), Instant::now());
        for _ in 0..rounds {
            black_box(make(&cube, &queen)?);
        }
        features.push(line(name, anchor, rounds, begun));
    }
    Ok(json!({
        "cells": cube.units().len(),
        "months": cube.periods().len(),
        "events": EVENTS,
        "seed": SEED,
        "threads": std::thread::available_parallelism()?.get(),
        "neighbours_cpu_seconds": neighbours,
        "features": features,
        "peak_mb": peak_mb(),
    }))
}

fn line(name: &str, anchor: Option<f64>, rounds: u32, begun: (f64, Instant)) -> Value {
    let cpu = (cpu_seconds() - begun.0) / f64::from(rounds);
    let wall = begun.1.elapsed().as_secs_f64() / f64::from(rounds);
    json!({
        "feature": name,
        "cpu_seconds": cpu,
        "wall_seconds": wall,
        "anchor_cpu_seconds": anchor,
        "times_faster": anchor.map(|anchor| anchor / cpu),
    })
}

/// A queryset on every land cell, all features held at once.
fn full() -> Result<Value, Box<dyn Error>> {
    let begun = (cpu_seconds(), Instant::now());
    let cube = made_up_disc(64_818, 432, EVENTS, SEED)?;
    let made = begun.1.elapsed().as_secs_f64();
    let begun = (cpu_seconds(), Instant::now());
    let queen = Neighbours::ring(cube.units(), Ring::QUEEN)?;
    let held = [
        lag(&cube, 1)?,
        lag(&cube, 12)?,
        moving_sum(&cube, 12)?,
        moving_mean(&cube, 12)?,
        moving_max(&cube, 12)?,
        decay(&cube, 24.0, 1.0)?,
        time_since(&cube, 1.0)?,
        spatial_lag(&cube, &queen)?,
        decay(&spatial_lag(&cube, &queen)?, 24.0, 1.0)?,
        tree_lag(&cube, 0.7, Fall::Inverse)?,
        space_time_distance(&cube, 1.0)?,
        log1p(cube.clone())?,
    ];
    Ok(json!({
        "cells": cube.units().len(),
        "months": cube.periods().len(),
        "features_held": held.len(),
        "panel_wall_seconds": made,
        "cpu_seconds": cpu_seconds() - begun.0,
        "wall_seconds": begun.1.elapsed().as_secs_f64(),
        "peak_mb": peak_mb(),
    }))
}

/// User and system time of all threads.
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "seconds of a run")]
    let seconds = time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9;
    seconds
}

/// The most memory that the process ever held, in megabytes, where the kernel tells.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kb: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024.0)
}
