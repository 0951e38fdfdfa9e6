//! Requests over HTTP.

/// Returns the body of the response. An error status of the server is not a failure here.
pub(crate) fn get(url: &str, query: &[(&str, &str)]) -> String {
    let mut request = ureq::get(url);
    for (name, value) in query {
        request = request.query(*name, *value);
    }
    let request = request.config().http_status_as_error(false).build();
    let mut response = request.call().unwrap_or_else(|error| panic!("{url}: {error}"));
    response.body_mut().read_to_string().expect("UTF-8")
}
