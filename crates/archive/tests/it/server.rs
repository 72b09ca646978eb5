//! A server on this machine that answers exactly as a test tells it to, well or badly.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How one request is answered.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// These bytes, then the connection ends.
    Raw(Vec<u8>),
    /// These bytes, then nothing for longer than anybody waits.
    ThenSilence(Vec<u8>),
}

/// The server; it ends with the test's process.
pub(crate) struct Server {
    /// Its address, without a slash at the end.
    pub(crate) address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers requests one after another; the last answer is repeated.
    pub(crate) fn answering(answers: Vec<Answer>) -> Server {
        Server::by(move |_, n| answers[n.min(answers.len() - 1)].clone())
    }

    /// Answers by the request and its number.
    pub(crate) fn by(answer: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream.unwrap(), &seen, &*answer));
            }
        });
        Server { address, requests }
    }

    /// The heads of all requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: TcpStream,
    seen: &Mutex<Vec<String>>,
    answer: &(dyn Fn(&str, usize) -> Answer + Send + Sync),
) {
    let mut head = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let n = {
        let mut seen = seen.lock().unwrap();
        seen.push(head.clone());
        seen.len() - 1
    };
    // A client that has heard enough closes: that is its right.
    match answer(&head, n) {
        Answer::Raw(bytes) => {
            let _ = stream.write_all(&bytes);
        }
        Answer::ThenSilence(bytes) => {
            let _ = stream.write_all(&bytes);
            std::thread::sleep(Duration::from_secs(30));
        }
    }
}

/// A whole answer with that body and these further header lines.
pub(crate) fn answer(status: &str, headers: &[String], body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    [text.as_bytes(), body].concat()
}

/// `200 OK` with a length that need not be true.
pub(crate) fn ok(length: usize, body: &[u8]) -> Vec<u8> {
    answer("200 OK", &[format!("Content-Length: {length}")], body)
}
