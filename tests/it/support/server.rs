//! Real servers that scrape. Each test starts its own server on a free port; dropping the server
//! kills the process.

use crate::support::http::get;
use crate::support::programs::skip;
use measures::desc::GroupDesc;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Server {
    url: String,
    child: Child,
    folder: PathBuf,
}

/// Everything that is needed to start a server.
struct Start<'a> {
    program: &'a str,
    port: u16,
    folder: PathBuf,
}

impl Start<'_> {
    /// Writes a configuration that scrapes each job's address every second. `more` is added to the
    /// global settings.
    fn configure<'a>(
        program: &'a str,
        targets: &[(&str, &str)],
        more: &str,
    ) -> (Start<'a>, PathBuf) {
        let port = free_port();
        let folder = format!("{program}-{}-{port}", std::process::id());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
        std::fs::create_dir_all(&folder).expect("the folder is writable");
        let mut text = format!("global:\n  scrape_interval: 1s\n{more}scrape_configs:\n");
        for (job, target) in targets {
            text += "- { job_name: JOB, static_configs: [{ targets: ['TARGET'] }] }\n"
                .replace("JOB", job)
                .replace("TARGET", target)
                .as_str();
        }
        let config = folder.join("scrape.yml");
        std::fs::write(&config, text).expect("the folder is writable");
        (Start { program, port, folder }, config)
    }

    /// Starts the server and waits until it answers. Returns `None` if it is not installed.
    fn run(self, args: &[String], ready: &str) -> Option<Server> {
        let Self { program, port, folder } = self;
        let child = Command::new(program)
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| skip(program, &error))
            .ok()?;
        let server = Server { url: format!("http://127.0.0.1:{port}"), child, folder };
        let ready = format!("{}{ready}", server.url);
        wait_until(program, || ureq::get(&ready).call().is_ok());
        Some(server)
    }
}

impl Server {
    /// Starts a Prometheus that scrapes the jobs and evaluates the rules every second.
    pub(crate) fn prometheus(targets: &[(&str, &str)], rules: Option<&str>) -> Option<Self> {
        let more = "  evaluation_interval: 1s\nrule_files: [rules.yaml]\n";
        let (start, config) = Start::configure("prometheus", targets, more);
        let rules = rules.unwrap_or("groups: []\n");
        std::fs::write(start.folder.join("rules.yaml"), rules).expect("the folder is writable");
        let args = [
            format!("--config.file={}", config.display()),
            format!("--storage.tsdb.path={}", start.folder.join("data").display()),
            format!("--web.listen-address=127.0.0.1:{}", start.port),
        ];
        start.run(&args, "/-/ready")
    }

    /// Starts a `VictoriaMetrics` that scrapes the jobs every second.
    pub(crate) fn victoria_metrics(targets: &[(&str, &str)]) -> Option<Self> {
        let (start, config) = Start::configure("victoria-metrics", targets, "");
        let args = [
            format!("-promscrape.config={}", config.display()),
            format!("-storageDataPath={}", start.folder.join("data").display()),
            format!("-httpListenAddr=127.0.0.1:{}", start.port),
            "-search.latencyOffset=1s".to_owned(),
        ];
        start.run(&args, "/health")
    }

    pub(crate) fn api(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let answer = get(&format!("{}/api/v1/{path}", self.url), query);
        let answer: Value =
            serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        assert_eq!(answer["status"], "success", "{query:?}: {answer}");
        answer["data"].clone()
    }

    fn results(&self, query: &str) -> Vec<Value> {
        let mut data = self.api("query", &[("query", query)]);
        match data["result"].take() {
            Value::Array(series) => series,
            other => panic!("{query}: {other}"),
        }
    }

    /// The value of each series in the result of an instant query.
    pub(crate) fn query(&self, query: &str) -> Vec<f64> {
        let value = |series: &Value| series["value"][1].as_str().map(str::parse);
        let values = self.results(query);
        values.iter().map(|series| value(series).expect("text").expect("a number")).collect()
    }

    /// The values of a label in the result of an instant query.
    pub(crate) fn label(&self, query: &str, label: &str) -> BTreeSet<String> {
        let values = self.results(query);
        let values = values.iter().filter_map(|series| series["metric"][label].as_str());
        values.map(str::to_owned).collect()
    }

    /// The series of a job as they were scraped, without those that the server adds.
    pub(crate) fn series(&self, job: &str) -> BTreeSet<String> {
        let series = self.results(&format!("{{job=\"{job}\"}}"));
        let series = series.iter().map(|series| {
            let labels = series["metric"].as_object().expect("labels");
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            let name = text(&labels["__name__"]);
            let labels = labels
                .iter()
                .filter(|(label, _)| !["__name__", "job", "instance"].contains(&label.as_str()));
            series_text(&name, labels.map(|(label, value)| (label.clone(), text(value))))
        });
        // The names of recorded series have a colon.
        let made = ["scrape_", "up{", "ALERTS"];
        let made = |series: &String| {
            made.iter().any(|start| series.starts_with(start))
                || series.split('{').next().is_some_and(|name| name.contains(':'))
        };
        series.filter(|series| !made(series)).collect()
    }

    /// Asserts that the server has the declared type and help of every metric.
    pub(crate) fn check_metadata(&self, group: &GroupDesc) {
        let metadata = self.api("metadata", &[]);
        for metric in group.all_metrics() {
            let entry = &metadata[metric.name][0];
            assert_eq!(entry["type"], metric.kind.type_name(), "{}", metric.name);
            assert_eq!(entry["help"], metric.help, "{}", metric.name);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // No other test uses this process or its folder.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A series as text, with sorted labels. Bounds are printed as numbers, because servers print them in
/// different ways.
pub(crate) fn series_text(
    name: &str,
    labels: impl IntoIterator<Item = (String, String)>,
) -> String {
    let bound = |value: &str| value.parse::<f64>().expect("a bound").to_string();
    let labels = labels.into_iter().map(|(label, value)| {
        let value = if label == "le" { bound(&value) } else { value };
        format!("{label}={value:?}")
    });
    let labels: BTreeSet<_> = labels.collect();
    format!("{name}{{{}}}", labels.into_iter().collect::<Vec<_>>().join(","))
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}

pub(crate) fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done() {
        assert!(Instant::now() < deadline, "waited a minute for {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
