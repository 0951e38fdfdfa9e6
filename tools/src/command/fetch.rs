//! Reads a `/metrics` page from a URL, a file or standard input.

use super::error::CommandError;
use super::output_file::read;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Uri;
use ureq::http::uri::PathAndQuery;

const HTTP: &str = "http://";
const TIMEOUT: Duration = Duration::from_secs(10);

/// Returns the text of the page.
pub(super) fn page(source: &str) -> Result<String, CommandError> {
    if source == "-" {
        let mut page = String::new();
        let read = io::stdin().read_to_string(&mut page);
        return read.map(|_| page).map_err(|error| CommandError::at("standard input", error));
    }
    if source.starts_with("https://") {
        let problem = "`https` is not supported; download the page with another program, such as \
                       `curl`, and pipe it to `check -`";
        return Err(CommandError::at(source, problem));
    }
    let has_scheme = source.starts_with(HTTP);
    if !has_scheme && Path::new(source).exists() {
        return read(Path::new(source));
    }
    match page_url(source) {
        Some(url) => download(&url),
        None if has_scheme => {
            let problem = "not a valid URL; write it as `http://host:port/path`";
            Err(CommandError::at(source, problem))
        }
        None => {
            let problem =
                "the file does not exist; write a URL as `http://host:port` or `host:port`";
            Err(CommandError::at(source, problem))
        }
    }
}

/// Returns the URL of the page. `host:port` without `http://` is also a URL. The default path is
/// `/metrics`.
fn page_url(source: &str) -> Option<Uri> {
    let has_scheme = source.starts_with(HTTP);
    let text = if has_scheme { source.to_owned() } else { format!("{HTTP}{source}") };
    let mut parts = text.parse::<Uri>().ok()?.into_parts();
    if !has_scheme && parts.authority.as_ref()?.port().is_none() {
        return None;
    }
    if parts.path_and_query.as_ref().is_none_or(|path| path == "/") {
        parts.path_and_query = Some(PathAndQuery::from_static("/metrics"));
    }
    Uri::from_parts(parts).ok()
}

fn download(url: &Uri) -> Result<String, CommandError> {
    let config = Agent::config_builder().timeout_global(Some(TIMEOUT)).build();
    let response = Agent::new_with_config(config).get(url).call();
    let page = response.and_then(|response| response.into_body().read_to_string());
    page.map_err(|error| CommandError::at(url.to_string(), error))
}

#[cfg(test)]
mod tests {
    use super::page_url;

    #[test]
    fn page_url_completes_addresses() {
        let url = |source| page_url(source).map(|url| url.to_string());
        for whole in ["http://h:1/metrics", "http://h:1", "http://h:1/", "h:1", "h:1/metrics"] {
            assert_eq!(url(whole).as_deref(), Some("http://h:1/metrics"), "{whole}");
        }
        assert_eq!(url("http://h/other?a=b").as_deref(), Some("http://h/other?a=b"));
        for file in ["page.txt", "folder/page.txt", "folder/page:1", "two words"] {
            assert_eq!(url(file), None, "{file}");
        }
        assert_eq!(url("[::1]:9464").as_deref(), Some("http://[::1]:9464/metrics"));
    }
}
