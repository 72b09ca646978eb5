//! The page as a browser shows and prints it. Needs Chromium; without it these tests say so and pass.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::printed;

fn chromium() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| {
            Command::new(name)
                .arg("--version")
                .output()
                .is_ok_and(|output| output.status.success())
        });
    if found.is_none() {
        eprintln!(
            "skipped: no Chromium on this machine; install the package `chromium` to run the page tests"
        );
    }
    found
}

fn browse(chromium: &str, folder: &Path, arguments: &[&str], page: &Path) -> Vec<u8> {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let fixed = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    let output = Command::new(chromium)
        .args(fixed)
        .arg(profile)
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn page(folder: &Path, case: &str, change: impl Fn(String) -> String) -> PathBuf {
    let html = printed(&["brief", case, "--format", "html"]);
    let path = folder.join(format!("{case}.html"));
    std::fs::write(&path, change(html)).unwrap();
    path
}

/// The number of page objects in a PDF.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}

#[test]
fn a_brief_prints_on_two_pages_before_its_annex() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    for case in ["iraq-2003", "darfur-2004"] {
        let without_annex = |html: String| {
            let (pages, annex) = html
                .split_once("<main class=\"annex\">")
                .expect("a brief has an annex");
            assert!(annex.len() > pages.len(), "the annex is the longer part");
            format!("{pages}</body></html>")
        };
        let path = page(folder.path(), case, without_annex);
        let pdf = folder.path().join("brief.pdf");
        browse(
            chromium,
            folder.path(),
            &[
                &format!("--print-to-pdf={}", pdf.display()),
                "--no-pdf-header-footer",
            ],
            &path,
        );
        assert_eq!(pages(&std::fs::read(&pdf).unwrap()), 2, "{case}");
    }
}

/// How wide a page is in a window as wide as a phone, and how wide the window is.
fn width_on_a_phone(chromium: &str, folder: &Path, html: &str) -> (u32, u32) {
    let measure = "<script>document.title = document.documentElement.scrollWidth + ' of ' + window.innerWidth</script></body>";
    let path = folder.join("page.html");
    std::fs::write(&path, html.replace("</body>", measure)).unwrap();
    let dom = browse(
        chromium,
        folder,
        &["--window-size=500,900", "--dump-dom"],
        &path,
    );
    let dom = String::from_utf8(dom).unwrap();
    let mut title = dom.split("<title>").skip(1);
    let title = title
        .find_map(|rest| {
            rest.split("</title>")
                .next()
                .filter(|text| text.contains(" of "))
        })
        .unwrap();
    let (needed, given) = title.split_once(" of ").unwrap();
    (needed.parse().unwrap(), given.parse().unwrap())
}

#[test]
fn pages_fit_the_width_of_a_phone() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["brief", "darfur-2004"][..], &["watch"], &["scoreboard"]] {
        let html = printed(&[arguments, &["--format", "html"]].concat());
        let (needed, given) = width_on_a_phone(chromium, folder.path(), &html);
        assert!(needed <= given, "{arguments:?}: {needed} of {given} pixels");
    }
}

#[test]
fn watch_and_scoreboard_fetch_nothing_run_nothing_and_draw_every_picture_inside_its_frame() {
    for (command, pictures) in [("watch", 1), ("scoreboard", 40)] {
        let html = printed(&[command, "--format", "html"]);
        let inner = html.replace("url(#", "");
        for word in ["<script", "src=", "@import", "url(", "<link"] {
            assert!(!inner.contains(word), "{command}: the page holds {word}");
        }
        assert!(html.matches("<svg").count() >= pictures, "{command}");
        assert!(
            !html.contains("NaN") && !html.contains("inf\""),
            "{command}"
        );
    }
}

/// States on both sides of the 180th meridian were once drawn as bands across the world.
#[test]
fn no_outline_of_the_map_spans_the_world() {
    let html = printed(&["watch", "--format", "html"]);
    let svg = &html[html.find("<svg").unwrap()..html.find("</svg>").unwrap()];
    let paths = svg.split(" d=\"M").skip(2);
    for path in paths.filter_map(|rest| rest.split('"').next()) {
        let points = path.trim_end_matches('Z').split('L');
        let x = points.map(|point| point.split(' ').next().unwrap().parse::<f64>().unwrap());
        let (west, east) = x.fold((f64::MAX, f64::MIN), |(west, east), x| {
            (west.min(x), east.max(x))
        });
        // The picture is 960 wide; Antarctica is not among the states.
        assert!(east - west < 480.0, "{} wide", east - west);
    }
}

#[test]
fn a_brief_fetches_nothing_and_runs_nothing() {
    let html = printed(&["brief", "iraq-2003", "--format", "html"]);
    // A picture may refer to its own parts.
    let html = html.replace("url(#", "");
    for word in ["<script", "src=", "@import", "url(", "<link"] {
        assert!(!html.contains(word), "the page holds {word}");
    }
    assert_eq!(
        html.matches("<svg").count(),
        3,
        "deaths by type, risk by year and entries by date"
    );
}

#[test]
fn every_citation_of_a_page_leads_to_its_entry() {
    let html = printed(&["brief", "darfur-2004", "--format", "html"]);
    let cited = html
        .split("href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    for id in cited {
        assert!(html.contains(&format!("id=\"{id}\"")), "{id} leads nowhere");
    }
}
