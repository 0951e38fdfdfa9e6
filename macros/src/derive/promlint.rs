//! The naming rules report each name that `promtool check metrics` reports, and others only where the text
//! of a rule says so. One thousand generated names, each as a counter, a gauge and a histogram.

use super::{metrics, run};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Words of all classes: promlint's units, prefixes, abbreviations and types, words that look like them,
/// suffixes, and others.
const WORDS: &str = "amperes bytes celsius grams joules kelvin meters metres seconds volts minutes hours
    days weeks kelvins fahrenheit rankine inches yards miles bits calories pounds ounces milliseconds
    nanoseconds kilobytes picometers centimetres decibytes decagrams hectojoules kibibytes megabits
    mibibytes gigabytes gibibytes terabits tebibytes petabytes pebibytes microvolts millidays
    s ms us ns sec b kb mb gb tb pb m h d MS Kb
    counter gauge histogram summary Gauge untyped
    total sum count bucket total sum count bucket total sum count bucket
    thermometers bonus bitset secondary summaries counters daysOff usEast requestTime X Day summed
    requests tasks queue length east node peers cache hits received sent block x1 9a v2
    millis micros nanos feet mebibytes percent percentage msec secs kib mib gib tib pct kwh ratio
    updowncounter";

/// The words that only the text of a rule names.
const STRICTER: &str =
    "millis micros nanos feet mebibytes percent percentage msec secs kib mib gib tib pct kwh";

const BASE_UNITS: &str = "amperes bytes celsius grams joules kelvin meters metres seconds volts";

const KINDS: [&str; 3] = ["counter", "gauge", "histogram"];

/// A name in two parts. The namespace may be empty.
struct Name {
    namespace: String,
    field: String,
}

impl Name {
    fn exported(&self) -> String {
        let Self { namespace, field } = self;
        if namespace.is_empty() { field.clone() } else { format!("{namespace}_{field}") }
    }

    fn has_word_of(&self, list: &str) -> bool {
        self.exported().split('_').any(|word| list.split_whitespace().any(|other| other == word))
    }
}

/// A generator of Lehmer: the names are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0 * 48_271 % 0x7fff_ffff;
        usize::try_from(self.0).unwrap() % bound
    }

    fn words(&mut self, count: usize) -> String {
        let all: Vec<_> = WORDS.split_whitespace().collect();
        let words = (0..count).map(|_| all[self.below(all.len())]);
        words.collect::<Vec<_>>().join("_")
    }
}

fn generate_names() -> Vec<Name> {
    let mut random = Random(1);
    let (mut names, mut stems) = (Vec::new(), BTreeSet::new());
    while names.len() < 1000 {
        let count = 1 + random.below(4);
        let field = random.words(count);
        let namespaces = random.below(2);
        let name = Name { namespace: random.words(namespaces), field };
        // The samples of a histogram `x` have the names `x_sum`, `x_count` and `x_bucket`.
        let mut stem = name.exported();
        while let Some((start, "sum" | "count" | "bucket")) = stem.rsplit_once('_') {
            stem = start.to_owned();
        }
        let starts_with_digit = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
        if !starts_with_digit(&name.field)
            && !starts_with_digit(&name.namespace)
            && stems.insert(stem)
        {
            names.push(name);
        }
    }
    names
}

/// Returns the classes of the problems that the derive reports.
fn our_verdict(name: &Name, kind: &str) -> BTreeSet<&'static str> {
    let (ty, keys) = match kind {
        "counter" => ("Counter", ""),
        "gauge" => ("Gauge", ""),
        _ => ("Histogram", "#[metric(buckets = [1])]"),
    };
    let Name { namespace, field } = name;
    let group = match namespace.as_str() {
        "" => String::new(),
        namespace => format!("#[metrics(namespace = \"{namespace}\")]"),
    };
    let input = format!("{group} struct S {{ /// Help for people.\n {keys} {field}: {ty} }}");
    let tokens = run(input.parse().unwrap(), metrics).to_string();
    let messages = tokens.split("compile_error !").skip(1);
    let verdict: BTreeSet<_> = messages.flat_map(classes_of_ours).collect();
    verdict
}

/// Returns the classes of a message, which names each broken rule.
fn classes_of_ours(message: &str) -> Vec<&'static str> {
    let classes = [
        ("has capital letters", "snake"),
        ("is not a base unit", "unit"),
        ("contains the metric type", "type"),
        ("is only the name of a metric type", "only_type"),
        ("reserved for histogram samples", "reserved"),
        ("does not end in `_total`", "total"),
        ("which is for counters", "total"),
        ("ends in `_total` twice", "twice"),
        ("does not name its unit", "typed_unit"),
        ("but the type has", "typed_unit"),
        ("does not end in the unit of its type", "typed_unit"),
        ("repeats the namespace", "repeated"),
    ];
    let classes = classes.iter().filter(|(text, _)| message.contains(text));
    let classes: Vec<_> = classes.map(|(_, class)| *class).collect();
    assert!(!classes.is_empty(), "unknown message: {message}");
    classes
}

fn class_of_promtools(message: &str) -> &'static str {
    let classes = [
        ("'snake_case'", "snake"),
        ("use base unit", "unit"),
        ("abbreviated units", "unit"),
        ("should not include type", "type"),
        ("\"_total\" suffix", "total"),
        ("suffix", "reserved"),
    ];
    let class = classes.iter().find(|(text, _)| message.contains(text));
    class.unwrap_or_else(|| panic!("unknown message: {message}")).1
}

/// Returns the classes of promtool's problems by name, or `None` if promtool is not installed.
fn promtool_verdicts(page: &str) -> Option<BTreeMap<String, BTreeSet<&'static str>>> {
    let promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut promtool = match promtool {
        Ok(promtool) => promtool,
        Err(error) => {
            let required = std::env::var_os("REQUIRE_PROMETHEUS").is_some();
            assert!(!required, "REQUIRE_PROMETHEUS is set, but promtool does not run: {error}");
            return None;
        }
    };
    // Promtool reads the whole page before it writes.
    promtool.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
    let output = String::from_utf8(promtool.wait_with_output().unwrap().stderr).unwrap();
    let mut verdicts: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
    for line in output.lines() {
        let (name, message) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        assert!(!message.contains("parsing"), "{line}");
        verdicts.entry(name.to_owned()).or_default().insert(class_of_promtools(message));
    }
    Some(verdicts)
}

fn write_page(names: &[Name], kind: &str) -> String {
    let mut page = String::new();
    for name in names.iter().map(Name::exported) {
        writeln!(page, "# HELP {name} Help for people.\n# TYPE {name} {kind}").unwrap();
        match kind {
            "histogram" => {
                writeln!(page, "{name}_bucket{{le=\"+Inf\"}} 1\n{name}_sum 1\n{name}_count 1")
            }
            _ => writeln!(page, "{name} 1"),
        }
        .unwrap();
    }
    page
}

/// Returns whether the text of a rule covers a problem that promtool does not report.
fn is_stricter(name: &Name, kind: &str, class: &str) -> bool {
    match class {
        "snake" => name.exported().contains(char::is_uppercase),
        // promtool looks at one unit of a name, the rule at each.
        "unit" => name.has_word_of(STRICTER) || name.has_word_of(BASE_UNITS),
        "type" => name.has_word_of("updowncounter"),
        "reserved" => kind == "histogram",
        // promtool does not see the type and the two parts of a name.
        "typed_unit" | "twice" | "repeated" | "only_type" => true,
        _ => false,
    }
}

#[test]
fn a_thousand_names_have_promtools_verdict() {
    let names = generate_names();
    let mut reported = BTreeMap::new();
    for kind in KINDS {
        let Some(verdicts) = promtool_verdicts(&write_page(&names, kind)) else { return };
        for name in &names {
            let ours = our_verdict(name, kind);
            let exported = name.exported();
            let theirs = verdicts.get(&exported).cloned().unwrap_or_default();
            let missed: Vec<_> = theirs.difference(&ours).collect();
            assert!(missed.is_empty(), "{kind} {exported}: {missed:?} is not reported");
            for class in ours.difference(&theirs) {
                assert!(is_stricter(name, kind, class), "{kind} {exported}: {class} is reported");
            }
            for class in theirs {
                *reported.entry(class).or_insert(0) += 1;
            }
        }
    }
    // Each class occurs, so the comparison cannot hold because of a page that promtool did not read.
    for class in ["snake", "unit", "type", "total", "reserved"] {
        assert!(reported.get(class).is_some_and(|count| *count >= 50), "{class}: {reported:?}");
    }
}
