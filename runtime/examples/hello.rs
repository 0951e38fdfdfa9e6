//! Declares a group of metrics, records a few values for each request, and serves them:
//!
//! ```sh
//! cargo run -p tallymark --example hello            # http://127.0.0.1:9464/metrics
//! cargo run -p tallymark --example hello -- 127.0.0.1:0    # any free port
//! ```

use std::io::{BufRead, BufReader, Error, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;
use tallymark::{Bounded, Counter, Exposition, Gauge, Histogram, LabelValue, Metrics, Seconds};

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, LabelValue)]
pub enum Outcome {
    /// The page was sent.
    Success,
    /// There is no such page.
    Failed,
}

/// Requests.
#[derive(Debug, Metrics)]
#[metrics(namespace = "app")]
pub struct RequestMetrics {
    /// Requests, by outcome.
    #[metric(labels(outcome))]
    requests_total: Counter<Outcome>,
    /// Time a request took.
    #[metric(buckets = [0.1, 1, 10])]
    request_duration_seconds: Histogram<(), Seconds>,
    /// Requests waiting, by tenant.
    #[metric(labels(tenant))]
    requests_waiting: Gauge<Bounded<str, 100>>,
}

static REQUESTS: RequestMetrics = RequestMetrics::new();

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut page = Exposition::new();
    page.add(&REQUESTS)?;
    REQUESTS.requests_waiting("acme").set(3);

    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:9464".to_owned());
    let listener = TcpListener::bind(address)?;
    println!("http://{}/metrics", listener.local_addr()?);
    for stream in listener.incoming() {
        // The timer observes the time until the end of this iteration.
        let _timer = REQUESTS.request_duration_seconds().start_timer();
        if let Err(error) = stream.and_then(|stream| answer(stream, &page)) {
            eprintln!("request failed: {error}");
        }
    }
    Ok(())
}

/// Reads one request and sends the page, or 404 for any other path.
fn answer(mut stream: TcpStream, page: &Exposition) -> Result<(), Error> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut lines = BufReader::new(&stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // Reads the headers, up to the empty line that ends them.
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}

    let found = request.starts_with("GET /metrics ");
    REQUESTS.requests_total(if found { Outcome::Success } else { Outcome::Failed }).inc();
    let (status, body) = if found {
        ("200 OK", page.text())
    } else {
        ("404 Not Found", "see /metrics\n".to_owned())
    };
    let (kind, length) = (Exposition::TEXT_CONTENT_TYPE, body.len());
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}
