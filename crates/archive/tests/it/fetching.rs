//! A server that stalls, truncates, lies or loops: the file is whole and right, or it is not there.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use archive::fetch::{
    FetchError, FetchProblem, Fetched, Patience, Place, Surroundings, Wanted, fetch,
};

use crate::server::{Answer, Server, answer, ok};
use crate::sha256;

const FILE: &str = "gw,year,deaths\n625,2004,5829\n";

/// Milliseconds where a desk waits minutes.
fn patience() -> Patience {
    Patience {
        connect: Duration::from_millis(500),
        answer: Duration::from_millis(100),
        read: Duration::from_millis(100),
        tries: 3,
        wait: Duration::from_secs(1),
        longest_wait: Duration::from_secs(5),
        largest: 1_000,
        proxy: false,
    }
}

struct Told {
    result: Result<Fetched, FetchError>,
    waits: Vec<Duration>,
}

impl Told {
    fn problem(self) -> FetchProblem {
        self.result.unwrap_err().tried.remove(0).1
    }
}

fn fetch_from(places: &[Place], incoming: &Path, sha256: Option<&str>) -> Told {
    let waits = Mutex::new(Vec::new());
    let wanted = Wanted {
        path: "ucdp/deaths by year.csv",
        address: None,
        address_usable: false,
        sha256,
    };
    let sleep = |wait| waits.lock().unwrap().push(wait);
    let around = Surroundings {
        incoming,
        sleep: &sleep,
        progress: &|_, _| {},
    };
    let result = fetch(&wanted, places, &patience(), &around);
    let waits = waits.into_inner().unwrap();
    Told { result, waits }
}

fn from(server: &Server, incoming: &Path) -> Told {
    fetch_from(
        &[Place::parse(&server.address)],
        incoming,
        Some(&sha256(FILE)),
    )
}

fn whole() -> Answer {
    Answer::Raw(ok(FILE.len(), FILE.as_bytes()))
}

#[test]
fn a_file_comes_whole_from_a_mirror_and_is_not_fetched_twice() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::answering(vec![whole()]);
    let fetched = from(&server, folder.path()).result.unwrap();
    assert_eq!(std::fs::read_to_string(&fetched.file).unwrap(), FILE);
    assert_eq!(fetched.sha256, sha256(FILE));
    assert!(
        server.requests()[0].starts_with("GET /ucdp/deaths%20by%20year.csv HTTP/1.1"),
        "{}",
        server.requests()[0]
    );
    from(&server, folder.path()).result.unwrap();
    assert_eq!(server.requests().len(), 1, "it was here already");
}

#[test]
fn a_server_with_a_passing_fault_is_asked_again_after_a_wait_that_doubles() {
    let folder = tempfile::tempdir().unwrap();
    let fault = |status| Answer::Raw(answer(status, &["Content-Length: 0".into()], b""));
    let server = Server::answering(vec![
        fault("500 Internal Server Error"),
        fault("503 Service Unavailable"),
        whole(),
    ]);
    let told = from(&server, folder.path());
    assert_eq!(told.result.unwrap().bytes, FILE.len() as u64);
    assert_eq!(told.waits, [1, 2].map(Duration::from_secs));
    let server = Server::answering(vec![fault("500 Internal Server Error")]);
    let folder = tempfile::tempdir().unwrap();
    let told = from(&server, folder.path());
    assert_eq!(server.requests().len(), 3, "as often as patience says");
    assert!(matches!(told.problem(), FetchProblem::Status(500)));
}

#[test]
fn a_wait_that_the_server_asks_for_is_kept_up_to_the_longest() {
    let busy = |seconds: u32| {
        let headers = [
            format!("Retry-After: {seconds}"),
            "Content-Length: 0".to_owned(),
        ];
        Answer::Raw(answer("429 Too Many Requests", &headers, b""))
    };
    let server = Server::answering(vec![busy(3), busy(999), whole()]);
    let folder = tempfile::tempdir().unwrap();
    let told = from(&server, folder.path());
    assert!(told.result.is_ok());
    assert_eq!(told.waits, [3, 5].map(Duration::from_secs));
}

#[test]
fn a_file_that_is_not_there_is_not_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let gone = answer("404 Not Found", &["Content-Length: 0".into()], b"");
    let server = Server::answering(vec![Answer::Raw(gone)]);
    let told = from(&server, folder.path());
    assert_eq!((server.requests().len(), told.waits.len()), (1, 0));
    let message = told.result.unwrap_err().to_string();
    assert!(message.contains("404: the file is not there"), "{message}");
}

#[test]
fn a_silent_server_is_left_after_the_time_out() {
    let half = &ok(FILE.len(), &FILE.as_bytes()[..10]);
    for answer in [vec![], half.clone()] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::answering(vec![Answer::ThenSilence(answer)]);
        let told = from(&server, folder.path());
        assert_eq!(server.requests().len(), 3);
        assert!(matches!(told.problem(), FetchProblem::Stalled(_)));
    }
}

#[test]
fn nobody_listening_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let told = fetch_from(&[Place::Web(address)], folder.path(), Some(&sha256(FILE)));
    assert!(matches!(told.problem(), FetchProblem::Unreachable(_)));
}

#[test]
fn a_broken_download_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (begin, end) = FILE.as_bytes().split_at(10);
    let rest = answer(
        "206 Partial Content",
        &[
            format!("Content-Range: bytes 10-{}/{}", FILE.len() - 1, FILE.len()),
            format!("Content-Length: {}", end.len()),
        ],
        end,
    );
    let server = Server::answering(vec![
        // A length that is longer than what comes is a broken connection.
        Answer::Raw(ok(FILE.len(), begin)),
        Answer::Raw(rest),
    ]);
    let fetched = from(&server, folder.path()).result.unwrap();
    assert_eq!(std::fs::read_to_string(fetched.file).unwrap(), FILE);
    let second = server.requests()[1].to_ascii_lowercase();
    assert!(second.contains("range: bytes=10-"), "{second}");
}

#[test]
fn a_server_that_ignores_the_range_is_taken_from_the_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::answering(vec![
        Answer::Raw(ok(FILE.len(), &FILE.as_bytes()[..10])),
        whole(),
    ]);
    let fetched = from(&server, folder.path()).result.unwrap();
    assert_eq!(std::fs::read_to_string(fetched.file).unwrap(), FILE);
}

#[test]
fn another_range_than_asked_for_is_never_put_together() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = answer(
        "206 Partial Content",
        &[
            format!("Content-Range: bytes 5-{}/{}", FILE.len() - 1, FILE.len()),
            format!("Content-Length: {}", FILE.len() - 5),
        ],
        &FILE.as_bytes()[5..],
    );
    let server = Server::answering(vec![
        Answer::Raw(ok(FILE.len(), &FILE.as_bytes()[..10])),
        Answer::Raw(wrong),
        whole(),
    ]);
    let fetched = from(&server, folder.path()).result.unwrap();
    assert_eq!(std::fs::read_to_string(fetched.file).unwrap(), FILE);
    let third = server.requests()[2].to_ascii_lowercase();
    assert!(!third.contains("range:"), "it begins again: {third}");
}

#[test]
fn a_length_that_is_always_too_long_ends_in_an_error_with_both_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::answering(vec![Answer::Raw(ok(FILE.len() + 7, FILE.as_bytes()))]);
    // Without a checksum only the length tells that something is missing.
    let told = fetch_from(&[Place::parse(&server.address)], folder.path(), None);
    let FetchProblem::Truncated { got, expected } = told.problem() else {
        panic!("it was not seen that the file is cut off")
    };
    assert_eq!((got, expected), (FILE.len() as u64, FILE.len() as u64 + 7));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_length_that_is_too_short_is_caught_by_the_checksum() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::answering(vec![Answer::Raw(ok(FILE.len() - 3, FILE.as_bytes()))]);
    let told = from(&server, folder.path());
    assert_eq!(
        server.requests().len(),
        2,
        "once more from the beginning, in case an old part was continued"
    );
    let message = told.result.unwrap_err().to_string();
    assert!(message.contains(&format!("expected {}", sha256(FILE))));
    assert!(message.contains("nothing was read from it"), "{message}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_circle_of_redirections_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let headers = [
        "Location: /round".to_owned(),
        "Content-Length: 0".to_owned(),
    ];
    let server = Server::answering(vec![Answer::Raw(answer("302 Found", &headers, b""))]);
    let told = from(&server, folder.path());
    assert!(matches!(told.problem(), FetchProblem::Redirects(5)));
    assert!(server.requests().len() <= 7);
}

#[test]
fn a_redirection_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let headers = [
        "Location: /moved".to_owned(),
        "Content-Length: 0".to_owned(),
    ];
    let moved = answer("301 Moved Permanently", &headers, b"");
    let server = Server::answering(vec![Answer::Raw(moved), whole()]);
    assert!(from(&server, folder.path()).result.is_ok());
    assert!(server.requests()[1].starts_with("GET /moved"));
}

#[test]
fn a_file_beyond_the_limit_is_not_kept_whether_it_says_so_or_not() {
    let endless = [b'0'; 5_000];
    let says = ok(5_000, &endless);
    let does_not_say = answer("200 OK", &[], &endless);
    for answer in [says, does_not_say] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::answering(vec![Answer::Raw(answer)]);
        let told = from(&server, folder.path());
        assert!(matches!(
            told.problem(),
            FetchProblem::TooLarge { largest: 1_000, .. }
        ));
        assert_eq!(server.requests().len(), 1);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn a_body_that_was_packed_on_the_way_is_refused_and_never_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let headers = [
        "Content-Encoding: gzip".to_owned(),
        "Content-Length: 20".to_owned(),
    ];
    let server = Server::answering(vec![Answer::Raw(answer("200 OK", &headers, &[31; 20]))]);
    let told = from(&server, folder.path());
    assert!(matches!(told.problem(), FetchProblem::Encoded(name) if name == "gzip"));
}

#[test]
fn a_mirror_that_lacks_the_file_gives_way_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (empty, full) = (folder.path().join("empty"), folder.path().join("full"));
    std::fs::create_dir_all(full.join("ucdp")).unwrap();
    let file = full.join("ucdp/deaths by year.csv");
    std::fs::write(&file, FILE).unwrap();
    let incoming = folder.path().join("incoming");
    let places = [Place::Folder(empty.clone()), Place::Folder(full)];
    let told = fetch_from(&places, &incoming, Some(&sha256(FILE)));
    assert_eq!(told.result.unwrap().file, file, "it is read where it is");
    assert!(!incoming.exists(), "nothing was copied");
    std::fs::write(&file, FILE.replace("5829", "5830")).unwrap();
    let told = fetch_from(&places, &incoming, Some(&sha256(FILE)));
    let error = told.result.unwrap_err();
    assert_eq!(error.tried.len(), 2, "both places are told: {error}");
    assert!(error.to_string().contains("the SHA-256 is"), "{error}");
}

#[test]
fn a_part_of_an_older_version_does_not_spoil_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let part = folder.path().join(format!("{}.part", sha256(FILE)));
    std::fs::write(part, "from anoth").unwrap();
    let server = Server::by(
        |head, _| match head.to_ascii_lowercase().contains("range:") {
            true => Answer::Raw(answer(
                "206 Partial Content",
                &[
                    format!("Content-Range: bytes 10-{}/{}", FILE.len() - 1, FILE.len()),
                    format!("Content-Length: {}", FILE.len() - 10),
                ],
                &FILE.as_bytes()[10..],
            )),
            false => whole(),
        },
    );
    let fetched = from(&server, folder.path()).result.unwrap();
    assert_eq!(std::fs::read_to_string(fetched.file).unwrap(), FILE);
    assert_eq!(server.requests().len(), 2);
}
